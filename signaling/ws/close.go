package ws

import "github.com/gorilla/websocket"

// closeCodes is the table of docs/protocol.md: what a code of signaling is as a WebSocket close.
var closeCodes = map[string]int{
	"left":          websocket.CloseNormalClosure,
	"elsewhere":     4307,
	"shutdown":      websocket.CloseGoingAway,
	"malformed":     4400,
	"tooLong":       4400,
	"offerInvalid":  4400,
	"ticketInvalid": 4401,
	"removed":       4403,
	"forbidden":     4403,
	"notFound":      4404,

	"unknownConnection": 4404,

	"silent":        4408,
	"timeout":       4408,
	"replaced":      4409,
	"ticketExpired": 4410,
	"ended":         4410,
	"transferred":   4410,
	"locked":        4423,
	"ticketEarly":   4425,
	"slow":          4429,
	"rateLimited":   4429,
	"internal":      4500,
	"unavailable":   4500,
	"roomFull":      4503,
	"conflict":      4503,
}

// closeCode is the close for a code; a code nobody has heard of is a fault of ours.
func closeCode(code string) int {
	if n, ok := closeCodes[code]; ok {
		return n
	}
	return 4500
}
