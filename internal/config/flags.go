package config

import "time"

// Flags are what the command line and the environment may say, as they were said.
// The tags are read by cmd/majlis; each flag has a variable MAJLIS_<NAME>. Secrets
// are not here: they come from the environment or a file alone (see New).
type Flags struct {
	DatabaseURL string `name:"database-url" env:"MAJLIS_DATABASE_URL" help:"PostgreSQL to use. Without it Majlis runs its own under the state directory."`
	StateDir    string `name:"state-dir" env:"MAJLIS_STATE_DIR" type:"path" help:"Where the local database and the generated key live."`
	LogFormat   string `name:"log" env:"MAJLIS_LOG" enum:"text,json" default:"text" help:"How log lines are written: ${enum}."`
	LogLevel    string `name:"log-level" env:"MAJLIS_LOG_LEVEL" enum:"debug,info,warn,error" default:"info" help:"The least important lines to write: ${enum}."`
}

// ServeFlags are the further flags of the running server.
type ServeFlags struct {
	Listen        string        `env:"MAJLIS_LISTEN" default:":8080" help:"Address of the site."`
	MetricsListen string        `env:"MAJLIS_METRICS_LISTEN" default:"127.0.0.1:9090" help:"Address of the metrics; empty for none."`
	PublicOrigin  string        `env:"MAJLIS_PUBLIC_ORIGIN" placeholder:"https://majlis.example" help:"How people reach the site. Default: localhost at the listening port."`
	TLSCert       string        `name:"tls-cert" env:"MAJLIS_TLS_CERT" type:"path" help:"Certificate chain, PEM."`
	TLSKey        string        `name:"tls-key" env:"MAJLIS_TLS_KEY" type:"path" help:"The certificate's key, PEM."`
	PublicIP      string        `name:"public-ip" env:"MAJLIS_PUBLIC_IP" help:"Address that browsers send media to, when it is not one of this machine's own."`
	UDPPort       int           `name:"udp-port" env:"MAJLIS_UDP_PORT" default:"7882" help:"UDP port of media; 0 for any free one."`
	SecondUDPPort int           `name:"second-udp-port" env:"MAJLIS_SECOND_UDP_PORT" help:"Another UDP port, for half of the people: on a busy machine packets wait less. 0 for none."`
	NoMediaTCP    bool          `name:"no-media-tcp" env:"MAJLIS_NO_MEDIA_TCP" help:"Take no media over TCP. Otherwise the TCP port of the same number is used too."`
	NoRelay       bool          `env:"MAJLIS_NO_RELAY" help:"Run no relay (TURN) for people whose network lets nothing else through."`
	RelayHost     string        `env:"MAJLIS_RELAY_HOST" placeholder:"turn.majlis.example" help:"How browsers reach the relay. Default: the site's host."`
	RelayPort     int           `env:"MAJLIS_RELAY_PORT" help:"UDP and TCP port of the relay. Default: 3478; at localhost any free one."`
	RelayTLSPort  int           `name:"relay-tls-port" env:"MAJLIS_RELAY_TLS_PORT" help:"TLS port of the relay, with the site's certificate. Default: 5349; at localhost any free one."`
	TURNURL       []string      `name:"turn-url" env:"MAJLIS_TURN_URL" placeholder:"turn:turn.example:3478" help:"A TURN server elsewhere, such as coturn, that shares MAJLIS_TURN_SECRET. May be given several times."`
	RecordingDir  string        `env:"MAJLIS_RECORDING_DIR" type:"path" help:"Where recordings of audiences are kept. Without it nothing can be recorded; with it, two people of the office must still turn it on."`
	RecordingKeep time.Duration `env:"MAJLIS_RECORDING_KEEP" default:"720h" help:"How long a recording is kept before it is destroyed."`
	RoomVideo     string        `env:"MAJLIS_ROOM_VIDEO" enum:"vp8,h264" default:"vp8" help:"How pictures are sent in rooms: ${enum}. H.264 spares devices that have a chip for it; who has none is only heard. Such rooms are not recorded."`
	NodeName      string        `env:"MAJLIS_NODE_NAME" help:"This node among its equals. Default: the machine's name."`
	NodeURL       string        `name:"node-url" env:"MAJLIS_NODE_URL" placeholder:"https://a.majlis.example" help:"How browsers reach this very node, where several share a database. Default: the public origin."`
	NodePattern   string        `env:"MAJLIS_NODE_PATTERN" placeholder:"https://*.majlis.example" help:"What the addresses of all nodes have in common; pages may open sockets to these."`
	TrustedProxy  []string      `env:"MAJLIS_TRUSTED_PROXY" placeholder:"10.0.0.0/8" help:"Address or range of the proxies in front, whose X-Forwarded-For is believed. May be given several times."`
	SMS           string        `name:"sms" env:"MAJLIS_SMS" enum:"console,unifonic,taqnyat" default:"console" help:"How messages leave: ${enum}. The console sends nothing; it prints."`
	SMSSender     string        `name:"sms-sender" env:"MAJLIS_SMS_SENDER" help:"Registered sender name, at most 11 characters."`
	SMSURL        string        `name:"sms-url" env:"MAJLIS_SMS_URL" help:"Another address of the gateway."`
	AllowBots     bool          `env:"MAJLIS_ALLOW_BOTS" help:"Let load tests (majlis bots) open rooms of their own. Not while the office sits."`
	Demo          bool          `env:"MAJLIS_DEMO" help:"Load demonstration data and show its people and messages. Never for a real office."`
	Development   bool          `env:"MAJLIS_DEVELOPMENT" help:"Show the component gallery; allow http and printed messages."`
	TimeOffset    time.Duration `env:"MAJLIS_TIME_OFFSET" help:"Shift the clock, for demonstrations only, e.g. -36h."`
}
