package main

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"

	"majlis/internal/app"
	"majlis/internal/config"
	"majlis/signaling/bot"
	"majlis/signaling/bot/rig"
)

// botsCommand fills rooms with bots and says how the server bears them. See docs/sizing.md.
type botsCommand struct {
	config.Flags `embed:""`
	URL          string        `name:"url" placeholder:"https://majlis.example" help:"A site started with --allow-bots, whose key is in MAJLIS_SECRET_KEY or the file named by MAJLIS_SECRET_KEY_FILE."`
	Origin       string        `placeholder:"https://majlis.example" help:"The site's public origin, when --url names one of its machines."`
	Local        bool          `help:"Measure this machine instead: start signaling and media alone, without a database."`
	Rooms        int           `default:"50" help:"Rooms."`
	People       int           `default:"2" help:"People in each room, at most 7."`
	For          time.Duration `default:"15s" help:"How long to measure."`
	Newcomers    int           `default:"50" help:"People who join and leave again, one at a time."`
	Admissions   int           `default:"20" help:"Admissions of people who wait."`
	Pairs        int           `default:"20" help:"Pairs that join a new room at the same instant."`
	Video        int           `default:"125" help:"Packets of picture a second from each person; 0 for sound alone."`
	VideoSize    int           `default:"1200" help:"Bytes of such a packet."`
	FramePackets int           `default:"1" help:"Packets of a frame, sent together."`
	ServerPID    int           `name:"server-pid" help:"The server's process, if it is on this machine, to see what it uses."`
	Insecure     bool          `help:"Take any certificate, for a server that has none of its own yet."`
	JSON         bool          `name:"json" help:"Write the figures as one JSON object."`
	CPUProfile   string        `name:"cpu-profile" placeholder:"FILE" help:"With --local: where the server's CPU profile goes."`
}

func (cmd botsCommand) Run(ctx context.Context, std streams) error {
	site, server, stop, err := cmd.site(std)
	if err != nil {
		return err
	}
	plan := bot.Plan{
		Rooms: cmd.Rooms, People: cmd.People, For: cmd.For,
		Newcomers: cmd.Newcomers, Admissions: cmd.Admissions, Pairs: cmd.Pairs, Server: server,
	}
	load := bot.Load{VideoRate: cmd.Video, VideoSize: cmd.VideoSize, FramePackets: cmd.FramePackets, NoVideo: cmd.Video == 0}
	report, err := bot.NewCrowd(site, load).Run(ctx, plan, func(said string) { fmt.Fprintln(std.err, "bots:", said, "…") })
	if errors.Is(err, bot.ErrRefused) {
		err = fmt.Errorf("%w (was the server started with --allow-bots, and with this key?)", err)
	}
	if err := errors.Join(err, stop()); err != nil {
		return err
	}
	if cmd.JSON {
		return json.NewEncoder(std.out).Encode(report)
	}
	return report.Write(std.out)
}

// site is where the bots go, and the server's process if it can be looked at.
func (cmd botsCommand) site(std streams) (bot.Site, *bot.Process, func() error, error) {
	nothing := func() error { return nil }
	if cmd.Local == (cmd.URL != "") {
		return bot.Site{}, nil, nil, misused{errors.New("bots: either --url or --local is needed")}
	}
	if cmd.Local {
		return cmd.local(std)
	}
	c, err := config.NewStore(cmd.Flags, os.Getenv)
	if err != nil {
		return bot.Site{}, nil, nil, misused{err}
	}
	socket, err := socketOf(cmd.URL)
	if err != nil {
		return bot.Site{}, nil, nil, misused{err}
	}
	site, err := rig.Site(socket, c.Key.Reveal())
	if err != nil {
		return bot.Site{}, nil, nil, err
	}
	site.Origin = cmd.Origin
	if cmd.Insecure {
		site.TLS = &tls.Config{InsecureSkipVerify: true} // the operator has asked for it
	}
	if cmd.ServerPID == 0 {
		return site, nil, nothing, nil
	}
	return site, &bot.Process{PID: cmd.ServerPID}, nothing, nil
}

// socketOf is the bots' socket of a site.
func socketOf(site string) (string, error) {
	u, err := url.Parse(site)
	if err != nil || u.Host == "" {
		return "", fmt.Errorf("--url %q is not a site such as https://majlis.example", site)
	}
	switch u.Scheme {
	case "https", "wss":
		u.Scheme = "wss"
	case "http", "ws":
		u.Scheme = "ws"
	default:
		return "", fmt.Errorf("--url %q is neither http nor https", site)
	}
	if strings.Trim(u.Path, "/") == "" {
		u.Path = app.BotsSocket
	}
	return u.String(), nil
}

// local starts a server in a process of its own, so that what it uses can be told from what the bots
// use.
func (cmd botsCommand) local(std streams) (bot.Site, *bot.Process, func() error, error) {
	program, err := os.Executable()
	if err != nil {
		return bot.Site{}, nil, nil, fmt.Errorf("find this program: %w", err)
	}
	key := make([]byte, 32)
	rand.Read(key) // never fails
	child := exec.Command(program, "bots-server", "--cpu-profile", cmd.CPUProfile)
	child.Stderr = std.err
	server, err := rig.Spawn(child, key)
	if err != nil {
		return bot.Site{}, nil, nil, err
	}
	site, err := rig.Site(server.URL, key)
	return site, &bot.Process{PID: server.PID()}, server.Close, err
}

// botsServerCommand is the server of bots --local.
type botsServerCommand struct {
	CPUProfile string `name:"cpu-profile"`
}

func (cmd botsServerCommand) Run(ctx context.Context, std streams) error {
	return rig.Serve(ctx, std.in, std.out, rig.Local, cmd.CPUProfile)
}
