PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES('1: learners, certifications, awards, journal');
INSERT INTO grdb_migrations VALUES('2: award rules');
CREATE TABLE learner (
    id INTEGER PRIMARY KEY,
    username TEXT NOT NULL,
    username_key TEXT NOT NULL,
    first_name TEXT NOT NULL,
    surname TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    active INTEGER NOT NULL,
    department TEXT NOT NULL,
    job_role TEXT NOT NULL,
    region TEXT NOT NULL
);
INSERT INTO learner VALUES(1,'amelie.dubois','amelie.dubois','Amélie','Dubois','amelie.dubois@example.org','amelie.dubois@example.org',1,'Warehouse','Team leader','Lyon');
INSERT INTO learner VALUES(2,'jose.nunez','jose.nunez','José','Núñez','jose.nunez@example.org','jose.nunez@example.org',1,'Warehouse','Forklift driver','Sevilla');
INSERT INTO learner VALUES(3,'zofia.wojcik','zofia.wojcik','Zofia','Wójcik','zofia.wojcik@example.org','zofia.wojcik@example.org',1,'Maintenance','Electrician','Gdańsk');
INSERT INTO learner VALUES(4,'soren.ostergaard','soren.ostergaard','Søren','Østergaard','soren.ostergaard@example.org','soren.ostergaard@example.org',1,'Maintenance','Fitter','Aarhus');
INSERT INTO learner VALUES(5,'bjork.sigurdardottir','bjork.sigurdardottir','Björk','Sigurðardóttir','bjork.s@example.org','bjork.s@example.org',1,'Office','Data protection officer','Reykjavík');
INSERT INTO learner VALUES(6,'li.na','li.na','娜','李','li.na@example.org','li.na@example.org',1,'Office','Buyer','上海');
INSERT INTO learner VALUES(7,'dimitra.papadopoulou','dimitra.papadopoulou','Δήμητρα','Παπαδοπούλου','dimitra.p@example.org','dimitra.p@example.org',1,'Kitchen','Cook','Θεσσαλονίκη');
INSERT INTO learner VALUES(8,'siobhan.oneill','siobhan.oneill','Siobhán','O''Neill','siobhan.oneill@example.org','siobhan.oneill@example.org',1,'Kitchen','Head cook','Cork');
INSERT INTO learner VALUES(9,'jurgen.gross','jurgen.gross','Jürgen','Groß','juergen.gross@example.org','juergen.gross@example.org',1,'Warehouse','Forklift driver','Köln');
INSERT INTO learner VALUES(10,'olena.kovalenko','olena.kovalenko','Олена','Коваленко','olena.kovalenko@example.org','olena.kovalenko@example.org',1,'Maintenance','Electrician','Київ');
INSERT INTO learner VALUES(11,'tom.ahlgren','tom.ahlgren','Tom','Åhlgren','tom.ahlgren@example.org','tom.ahlgren@example.org',0,'Warehouse','Forklift driver','Malmö');
INSERT INTO learner VALUES(12,'123456','123456','Nour','Al-Sayed','nour.alsayed@example.org','nour.alsayed@example.org',1,'Office','Trainee','London');
CREATE TABLE certification (
    id INTEGER PRIMARY KEY,
    reference TEXT NOT NULL,
    reference_key TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    valid_months INTEGER,
    valid_days INTEGER,
    active INTEGER NOT NULL,
    description TEXT NOT NULL
);
INSERT INTO certification VALUES(1,'FAW','faw','First Aid at Work','first aid at work',36,0,1,'Three days with an outside supplier');
INSERT INTO certification VALUES(2,'FIRE','fire','Fire Warden','fire warden',12,0,1,'');
INSERT INTO certification VALUES(3,'FLT','flt','Forklift Truck Operator','forklift truck operator',60,0,1,'Counterbalance truck, refreshed every five years');
INSERT INTO certification VALUES(4,'FOOD-2','food-2','Food Safety Level 2','food safety level 2',36,0,1,'');
INSERT INTO certification VALUES(5,'ELEC-18','elec-18','Wiring Regulations, 18th Edition','wiring regulations, 18th edition',NULL,NULL,1,'Does not expire');
INSERT INTO certification VALUES(6,'ELEC-17','elec-17','Wiring Regulations, 17th Edition','wiring regulations, 17th edition',NULL,NULL,0,'Replaced by ELEC-18');
INSERT INTO certification VALUES(7,'DPP','dpp','Data Protection Practitioner','data protection practitioner',18,0,1,'');
CREATE TABLE award (
    key INTEGER PRIMARY KEY,
    expires INTEGER,
    number TEXT NOT NULL DEFAULT '',
    awarding_body TEXT NOT NULL DEFAULT '',
    notes TEXT NOT NULL DEFAULT '',
    revoked INTEGER NOT NULL DEFAULT 0,
    run INTEGER NOT NULL DEFAULT 0,
    row INTEGER NOT NULL DEFAULT 0
);
INSERT INTO award VALUES(17180177244,21445,'RK-20931','Croix-Rouge','',0,0,2);
INSERT INTO award VALUES(34360570497,21955,'ES-77120','Instituto de Seguridad','',0,0,3);
INSERT INTO award VALUES(51540963872,NULL,'4471-22','City & Guilds','',0,0,4);
INSERT INTO award VALUES(68720046918,20692,'','Beredskabsstyrelsen','Online, then one day on site',0,0,5);
INSERT INTO award VALUES(85901226858,20910,'DP/2025/88','BCS','',0,0,6);
INSERT INTO award VALUES(137440047884,21365,'F2-10077','CIEH','',0,0,7);
CREATE TABLE run (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    state TEXT NOT NULL,
    mode TEXT NOT NULL,
    -- Paths and names are bytes: a file system does not promise UTF-8.
    folder BLOB NOT NULL,
    file_name BLOB NOT NULL,
    in_place INTEGER NOT NULL,
    claimed TEXT NOT NULL,
    finished TEXT,
    uid INTEGER,
    account TEXT,
    uploader TEXT,
    size INTEGER,
    checksum TEXT,
    kind TEXT,
    counts TEXT,
    refusal TEXT,
    message TEXT,
    destination BLOB,
    report BLOB
);
CREATE TABLE publication (
    run INTEGER NOT NULL,
    position INTEGER NOT NULL,
    source BLOB NOT NULL,
    destination BLOB NOT NULL,
    PRIMARY KEY (run, position)
) WITHOUT ROWID;
CREATE TABLE notice (
    run INTEGER NOT NULL,
    key INTEGER NOT NULL,
    PRIMARY KEY (run, key)
) WITHOUT ROWID;
CREATE TABLE store (identity TEXT NOT NULL);
INSERT INTO store VALUES('0a1b2c3d');
CREATE TABLE award_rule (
    id INTEGER PRIMARY KEY,
    certification INTEGER NOT NULL,
    activity TEXT NOT NULL,
    activity_key TEXT NOT NULL,
    criterion TEXT NOT NULL
);
CREATE TABLE award_by_rule (
    key INTEGER PRIMARY KEY,
    rule INTEGER NOT NULL
);
DELETE FROM sqlite_sequence;
CREATE UNIQUE INDEX learner_by_username ON learner (username_key);
CREATE INDEX learner_by_email ON learner (email_key) WHERE email_key <> '';
CREATE UNIQUE INDEX certification_by_reference ON certification (reference_key);
CREATE INDEX certification_by_name ON certification (name_key);
CREATE INDEX run_unfinished ON run (state) WHERE state <> 'finished';
CREATE INDEX run_by_checksum ON run (checksum);
CREATE VIEW awards AS
SELECT learner.username, learner.first_name, learner.surname,
    certification.reference AS certification_reference, certification.name AS certification_name,
    date('1900-01-01', (award.key & 262143) || ' days') AS awarded,
    date('1970-01-01', award.expires || ' days') AS expires,
    award.number, award.awarding_body, award.notes, award.revoked, award.run, award.row
FROM award
JOIN learner ON learner.id = award.key >> 34
JOIN certification ON certification.id = award.key >> 18 & 65535;
CREATE UNIQUE INDEX award_rule_by_activity ON award_rule (activity_key, certification);
COMMIT;
