import DropFolder
import Foundation
import ServiceLifecycle

/// The drop service as a service of the process, on a thread of its own.
struct WatchService: Service {
    private let service: DropService

    init(_ service: DropService) {
        self.service = service
    }

    func run() async throws {
        try await withGracefulShutdownHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let thread = Thread {
                    continuation.resume(with: Result { try service.serve() })
                }
                thread.name = "service"
                thread.stackSize = 8 << 20
                thread.start()
            }
        } onGracefulShutdown: {
            service.stop()
        }
    }
}
