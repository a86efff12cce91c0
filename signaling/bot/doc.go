// Package bot is a participant in code: it joins a room over the real protocol, sends sound and
// picture of fixed rates, and measures what reaches it. It sizes a site, and it is what the
// project's own benchmarks and soak tests are made of.
//
// A Bot is one participant. Every packet it sends carries its number, a running number and the time,
// so that whoever receives it knows what was lost, doubled or late; times are those of one process,
// so bots that hear each other must run in the same one. A Crowd is many bots in many rooms, and the
// questions one asks of them:
//
//	crowd := bot.NewCrowd(bot.Site{URL: "wss://majlis.example/room", Sign: signer.Sign}, bot.Load{})
//	defer crowd.Close()
//	err := crowd.Fill(ctx, 50, 2)                       // 50 rooms of 2
//	steady, err := crowd.Steady(ctx, 15*time.Second)    // loss and delay of what is forwarded
//	joins, err := crowd.Newcomers(ctx, 200)             // how fast one gets in
//
// It decodes nothing and plays nothing, and it has no opinion about figures: see docs/sizing.md.
package bot
