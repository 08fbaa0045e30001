-- A database that version 0.1.0 wrote, as SQLite dumps it. Never change it: it is what users have.
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE articles (
	scope BIGINT NOT NULL,
	article_id TEXT NOT NULL,
	revision INTEGER NOT NULL,
	title TEXT NOT NULL,
	publisher TEXT NOT NULL,
	url TEXT NOT NULL,
	published TEXT NOT NULL,
	evidence TEXT NOT NULL,
	language TEXT NOT NULL,
	text TEXT NOT NULL,
	added_at DATETIME NOT NULL,
	added_by TEXT NOT NULL,
	removed BOOLEAN NOT NULL, act VARCHAR(16) DEFAULT 'added' NOT NULL, change BIGINT DEFAULT '0' NOT NULL, undoes BIGINT DEFAULT '0' NOT NULL, content_hash VARCHAR(64) DEFAULT '' NOT NULL,
	PRIMARY KEY (scope, article_id, revision)
);
INSERT INTO "articles" VALUES(0,'harbour-trams',1,'Trams stop for Heat 2','Harbour Post','https://harbour.example/trams','2026-03-05','','en','The crew of Heat 2 closed the tram line along the harbour of Lisbon for three nights, the city said.

The trams run again on Monday, 9 March.
','2026-11-26 12:00:00.000000','""',0,'added',1,0,'2d69a113a71f93aca872e318fd8a01bb20df5a18c3e69875cf1e16db042255cc');
INSERT INTO "articles" VALUES(0,'harbour-trams',2,'Trams stop for Heat 2','Harbour Post','https://harbour.example/trams','2026-03-06','','en','The crew of Heat 2 closed the tram line along the harbour of Lisbon for four nights, the city said.

The trams run again on Monday, 9 March.
','2026-11-26 12:00:00.000000','""',0,'edited',2,0,'36ee561c82a02f2b25e1218c7ce9294a9dfbcd5fb9d55467219c7063ff7d97f0');
INSERT INTO "articles" VALUES(0,'kaffee',1,'Kaffee am Set','Setblatt','','2026-04','','de','Die Kaffeemaschine am Set von Heat 2 kochte 900 Tassen am Tag, erzählte der Caterer.
','2026-11-26 12:00:00.000000','""',0,'added',3,0,'7db38c0049033f4e4b58466bf64f2f948760cc835514c2d86bc89b6689cf2dce');
INSERT INTO "articles" VALUES(1234567890123456789,'mine',1,'A donkey','','','','','en','The donkey in the desert scene of Heat 2 is called Bernardo, wrote the trainer.
','2026-11-26 12:00:00.000000','"42"',0,'added',1,0,'0050093ab78582ecb4ab41af2e4229738b6114abc8958d4a4489bc9bf7075523');
INSERT INTO "articles" VALUES(1234567890123456789,'mine',2,'A donkey named Bernardo','The Trainer','','2026-05-01~','','en','The donkey in the desert scene of Heat 2 is called Bernardo, wrote the trainer.
','2026-11-26 12:00:00.000000','"43"',0,'edited',2,0,'3b65476fb011de76ca11e3109b93a643ef5f715a3d1a7fe208d79dd39d0e9521');
INSERT INTO "articles" VALUES(1234567890123456789,'gone',1,'A parrot','','','2026','','en','The parrot of Heat 2 was sold.
','2026-11-26 12:00:00.000000','"42"',0,'added',3,0,'cb0ae79828db36241bb2116f1405e4847a229137e5eab60df9dd270193add1af');
INSERT INTO "articles" VALUES(1234567890123456789,'gone',2,'A parrot','','','2026','','en','The parrot of Heat 2 was sold.
','2026-11-26 12:00:00.000000','"42"',1,'removed',4,0,'8e8636e5c7fffe6d6e69e727e1e0e91e1768c757452783d27af3fa0bf8bd8b35');
INSERT INTO "articles" VALUES(1234567890123456789,'harbour-trams',1,'Trams stop for Heat 2','Harbour Post','https://harbour.example/trams','2026-03-05','','en','The crew of Heat 2 closed the tram line along the harbour of Lisbon for three nights, the city said.

The trams run again on Monday, 9 March.
','2026-11-26 12:00:00.000000','"42"',1,'hidden',5,0,'ceda17ab9fc960b1a3fcd7c031b4598a884389df171dd656dfd1ff221e42e13a');
CREATE TABLE drafts (
	"key" VARCHAR(16) NOT NULL,
	scope BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	made_at DATETIME NOT NULL,
	fields TEXT NOT NULL,
	PRIMARY KEY ("key")
);
INSERT INTO "drafts" VALUES('6009abbe363ed74d',1234567890123456789,'42','2026-11-26 12:00:00.000000','"{\"id\": \"mine\", \"text\": \"The donkey in the desert scene of Heat 2 is called Bernardo, wrote the trainer.\\n\", \"title\": \"A donkey\", \"publisher\": \"\", \"url\": \"\", \"date\": \"\", \"evidence\": \"\", \"language\": \"en\"}"');
CREATE TABLE guilds (
	scope BIGINT NOT NULL,
	curator_roles TEXT NOT NULL,
	announce_channel BIGINT NOT NULL,
	private_answers BOOLEAN NOT NULL,
	language TEXT NOT NULL,
	keeps_unanswered BOOLEAN NOT NULL,
	left_at DATETIME,
	PRIMARY KEY (scope)
);
INSERT INTO "guilds" VALUES(1234567890123456789,'7 8',99,1,'fr',1,NULL);
INSERT INTO "guilds" VALUES(5,'',0,0,'',0,'2026-11-26 12:00:00.000000');
CREATE TABLE notes (
	name TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (name)
);
INSERT INTO "notes" VALUES('"commands"','"abc"');
CREATE TABLE questions (
	"key" VARCHAR(16) NOT NULL,
	text TEXT NOT NULL,
	scope BIGINT NOT NULL,
	as_of DATE,
	asked_at DATETIME NOT NULL,
	PRIMARY KEY ("key")
);
INSERT INTO "questions" VALUES('e3566d5c317466b2','"what is the name of the donkey in the desert scene of the film, please?"',1234567890123456789,NULL,'2026-11-26 12:00:00.000000');
CREATE TABLE scopes (
	scope BIGINT NOT NULL,
	revision BIGINT NOT NULL,
	PRIMARY KEY (scope)
);
INSERT INTO "scopes" VALUES(0,3);
INSERT INTO "scopes" VALUES(1234567890123456789,5);
CREATE TABLE unanswered (
	scope BIGINT NOT NULL,
	question TEXT NOT NULL,
	times INTEGER NOT NULL,
	last_asked DATETIME NOT NULL,
	PRIMARY KEY (scope, question)
);
INSERT INTO "unanswered" VALUES(1234567890123456789,'"who feeds the parrot"',2,'2026-11-26 12:00:00.000000');
CREATE INDEX questions_by_age ON questions (asked_at);
CREATE INDEX articles_by_change ON articles (scope, change);
CREATE INDEX drafts_by_age ON drafts (made_at);
COMMIT;
