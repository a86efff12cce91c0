package app

import (
	"fmt"
	"log/slog"
	"net/http"

	"majlis/signaling"
	"majlis/signaling/bot/rig"
)

// BotsSocket is where load tests reach a node that was started with --allow-bots.
const BotsSocket = "/socket/bots"

// letBotsIn gives load tests a hub of their own behind the sittings' socket: they share the media ports
// and the machine, and nothing else. The key is the deployment's; origins are as in ws.Config. stop
// sees the bots out. Without it nobody answers at BotsSocket but the sittings' own hub, whose gate
// knows no ticket of theirs.
func letBotsIn(people http.Handler, media signaling.Media, key []byte, origins []string, log *slog.Logger) (socket http.Handler, stop func(), err error) {
	bots, err := rig.NewRooms(media, key, origins, log)
	if err != nil {
		return nil, nil, fmt.Errorf("open the rooms of load tests: %w", err)
	}
	log.Warn("load tests may open rooms of their own here: start without --allow-bots for the office", "socket", BotsSocket)
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Path == BotsSocket {
			bots.ServeHTTP(w, q)
			return
		}
		people.ServeHTTP(w, q)
	}), bots.Close, nil
}
