-- A database that version 0.2.0 wrote, as SQLite dumps it. Never change it: it is what users have.
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0010');
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
CREATE TABLE dismissed (
	scope BIGINT NOT NULL, 
	question TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (scope, question)
);
CREATE TABLE drafts (
	"key" VARCHAR(16) NOT NULL,
	scope BIGINT NOT NULL,
	made_by TEXT NOT NULL,
	made_at DATETIME NOT NULL,
	fields TEXT NOT NULL,
	PRIMARY KEY ("key")
);
INSERT INTO "drafts" VALUES('6009abbe363ed74d',1234567890123456789,'42','2026-11-26 12:00:00.000000','"{\"id\": \"mine\", \"text\": \"The donkey in the desert scene of Heat 2 is called Bernardo, wrote the trainer.\\n\", \"title\": \"A donkey\", \"publisher\": \"\", \"url\": \"\", \"date\": \"\", \"evidence\": \"\", \"language\": \"en\"}"');
CREATE TABLE feed_entries (
	scope BIGINT NOT NULL, 
	"key" VARCHAR(16) NOT NULL, 
	seen_at DATETIME NOT NULL, 
	PRIMARY KEY (scope, "key")
);
INSERT INTO "feed_entries" VALUES(1234567890123456789,'aaaaaaaaaaaaaaaa','2026-11-26 12:00:00.000000');
INSERT INTO "feed_entries" VALUES(1234567890123456789,'bbbbbbbbbbbbbbbb','2026-11-26 12:00:00.000000');
CREATE TABLE feeds (
	scope BIGINT NOT NULL, 
	id VARCHAR(16) NOT NULL, 
	address TEXT NOT NULL, 
	title TEXT NOT NULL, 
	trusted BOOLEAN NOT NULL, 
	paused BOOLEAN NOT NULL, 
	etag TEXT NOT NULL, 
	modified TEXT NOT NULL, 
	fetched_at DATETIME, 
	read_at DATETIME, 
	failures INTEGER NOT NULL, 
	fault VARCHAR(20) NOT NULL, 
	reported BOOLEAN NOT NULL, 
	PRIMARY KEY (scope, id)
);
INSERT INTO "feeds" VALUES(1234567890123456789,'00c0ffee00c0ffee','https://harbor.example.com/feed','"Harbor Weekly"',0,0,'""','""',NULL,'2026-11-26 12:00:00.000000',0,'',0);
CREATE TABLE follows (
	"key" VARCHAR(16) NOT NULL, 
	scope BIGINT NOT NULL, 
	topic TEXT NOT NULL, 
	user_id TEXT NOT NULL, 
	language TEXT NOT NULL, 
	next_at DATETIME NOT NULL, 
	channel BIGINT NOT NULL, 
	role BIGINT NOT NULL, 
	seen_everyones BIGINT NOT NULL, 
	seen_own BIGINT NOT NULL, 
	failures INTEGER NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "follows" VALUES('eeeeeeeeeeeeeeee',1234567890123456789,'"filming"','42','en','2026-11-26 12:00:00.000000',0,0,0,0,0);
CREATE TABLE guilds (
	scope BIGINT NOT NULL,
	curator_roles TEXT NOT NULL,
	announce_channel BIGINT NOT NULL,
	private_answers BOOLEAN NOT NULL,
	language TEXT NOT NULL,
	keeps_unanswered BOOLEAN NOT NULL,
	left_at DATETIME, announce_role BIGINT DEFAULT '0' NOT NULL, moderator_channel BIGINT DEFAULT '0' NOT NULL, uses_reader BOOLEAN DEFAULT 1 NOT NULL, mentions VARCHAR(16) DEFAULT 'everywhere' NOT NULL, mention_channels TEXT DEFAULT '' NOT NULL, answers_in_threads BOOLEAN DEFAULT 0 NOT NULL, weekly_digest BOOLEAN DEFAULT 0 NOT NULL,
	PRIMARY KEY (scope)
);
INSERT INTO "guilds" VALUES(1234567890123456789,'7 8',99,1,'fr',1,NULL,0,0,1,'everywhere','',0,0);
INSERT INTO "guilds" VALUES(5,'',0,0,'',0,'2026-11-26 12:00:00.000000',0,0,1,'everywhere','',0,0);
CREATE TABLE jobs (
	name VARCHAR(40) NOT NULL, 
	scope BIGINT NOT NULL, 
	"key" VARCHAR(80) NOT NULL, 
	seconds BIGINT NOT NULL, 
	due_at DATETIME NOT NULL, 
	failures INTEGER NOT NULL, 
	token VARCHAR(16) NOT NULL, 
	PRIMARY KEY (name, scope, "key")
);
CREATE TABLE links (
	scope BIGINT NOT NULL, 
	article_id TEXT NOT NULL, 
	url TEXT NOT NULL, 
	checked_at DATETIME NOT NULL, 
	failures INTEGER NOT NULL, 
	PRIMARY KEY (scope, article_id)
);
CREATE TABLE notes (
	name TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (name)
);
INSERT INTO "notes" VALUES('"commands"','"abc"');
CREATE TABLE notices (
	scope BIGINT NOT NULL, 
	"key" VARCHAR(120) NOT NULL, 
	since DATETIME NOT NULL, 
	claimed_at DATETIME NOT NULL, 
	sent_at DATETIME, 
	PRIMARY KEY (scope, "key")
);
CREATE TABLE proposals (
	scope BIGINT NOT NULL, 
	"key" VARCHAR(16) NOT NULL, 
	made_at DATETIME NOT NULL, 
	feed TEXT NOT NULL, 
	copies TEXT NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	fields TEXT NOT NULL, 
	PRIMARY KEY (scope, "key")
);
INSERT INTO "proposals" VALUES(1234567890123456789,'dddddddddddddddd','2026-11-26 12:00:00.000000','"Harbor Weekly"','""','open','"{\"id\": \"news\", \"text\": \"Cameras roll on Heat 2 in August.\", \"title\": \"Cameras roll\", \"publisher\": \"Harbor Weekly\", \"url\": \"https://harbor.example.com/cameras\", \"date\": \"2026-11-25\", \"evidence\": \"\", \"language\": \"en\"}"');
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
CREATE TABLE setting_changes (
	scope BIGINT NOT NULL, 
	number BIGINT NOT NULL, 
	name TEXT NOT NULL, 
	"before" TEXT NOT NULL, 
	"after" TEXT NOT NULL, 
	changed_by TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	PRIMARY KEY (scope, number)
);
CREATE TABLE unanswered (
	scope BIGINT NOT NULL,
	question TEXT NOT NULL,
	times INTEGER NOT NULL,
	last_asked DATETIME NOT NULL,
	PRIMARY KEY (scope, question)
);
INSERT INTO "unanswered" VALUES(1234567890123456789,'"who feeds the parrot"',2,'2026-11-26 12:00:00.000000');
CREATE TABLE vote_keys (
	period BIGINT NOT NULL, 
	secret VARCHAR(64) NOT NULL, 
	PRIMARY KEY (period)
);
CREATE TABLE votes (
	scope BIGINT NOT NULL, 
	question TEXT NOT NULL, 
	voter VARCHAR(32) NOT NULL, 
	is_up BOOLEAN NOT NULL, 
	reason VARCHAR(16) NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (scope, question, voter)
);
CREATE INDEX questions_by_age ON questions (asked_at);
CREATE INDEX articles_by_change ON articles (scope, change);
CREATE INDEX drafts_by_age ON drafts (made_at);
CREATE INDEX jobs_by_time ON jobs (due_at);
CREATE INDEX notices_by_age ON notices (claimed_at);
CREATE INDEX follows_by_user ON follows (user_id);
CREATE INDEX follows_by_scope ON follows (scope, next_at);
CREATE INDEX feed_entries_by_age ON feed_entries (scope, seen_at);
CREATE INDEX proposals_by_age ON proposals (scope, made_at);
COMMIT;
