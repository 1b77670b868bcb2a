/// The characters that mean something in a delimited file.
public enum ASCII {
    @inlinable public static var tab: UInt8 { 0x09 }
    @inlinable public static var lineFeed: UInt8 { 0x0A }
    @inlinable public static var carriageReturn: UInt8 { 0x0D }
    @inlinable public static var space: UInt8 { 0x20 }
    @inlinable public static var quote: UInt8 { 0x22 }
    @inlinable public static var comma: UInt8 { 0x2C }
    @inlinable public static var semicolon: UInt8 { 0x3B }
    @inlinable public static var pipe: UInt8 { 0x7C }
}
