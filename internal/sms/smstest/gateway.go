package smstest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"
)

// A Mishap is how a Gateway fails one call.
type Mishap string

const (
	LosesMessage Mishap = "loses the message" // not taken, the connection is cut
	LosesAnswer  Mishap = "loses the answer"  // taken, the connection is cut
	Busy         Mishap = "429"
	Broken       Mishap = "500"
	Slow         Mishap = "slow" // takes it after Delay
)

// Gateway is an SMS gateway in Unifonic's shape, on this machine: it takes a message once for each
// key, and fails as it is told.
type Gateway struct {
	*httptest.Server
	Delay time.Duration

	mu      sync.Mutex
	mishaps []Mishap
	taken   []Taken
	fates   map[string]string
}

// Taken is one message that the gateway has taken.
type Taken struct{ ID, To, Text, Key, Callback string }

// NewGateway starts a gateway that ends with the test.
func NewGateway(t testing.TB) *Gateway {
	g := &Gateway{fates: map[string]string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /messages", g.take)
	mux.HandleFunc("POST /messages/GetMessageIDStatus", g.status)
	g.Server = httptest.NewServer(mux)
	t.Cleanup(g.Close)
	return g
}

// Address is where messages are posted.
func (g *Gateway) Address() string { return g.URL + "/messages" }

// Fail has the next calls go wrong, one each; "" lets one through.
func (g *Gateway) Fail(mishaps ...Mishap) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.mishaps = append(g.mishaps, mishaps...)
}

// Taken is every message taken so far, in order.
func (g *Gateway) Taken() []Taken {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]Taken(nil), g.taken...)
}

// Say has the gateway answer a status when asked about a message.
func (g *Gateway) Say(id, status string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.fates[id] = status
}

func (g *Gateway) take(w http.ResponseWriter, r *http.Request) {
	message := Taken{To: r.PostFormValue("Recipient"), Text: r.PostFormValue("Body"), Key: r.PostFormValue("CorrelationID"), Callback: r.PostFormValue("statusCallback")}
	switch mishap := g.nextMishap(); mishap {
	case LosesMessage:
		panic(http.ErrAbortHandler)
	case LosesAnswer:
		g.keep(message)
		panic(http.ErrAbortHandler)
	case Busy, Broken:
		status, _ := strconv.Atoi(string(mishap))
		w.WriteHeader(status)
		return
	case Slow:
		time.Sleep(g.Delay)
	}
	id, first := g.keep(message)
	answer := map[string]any{"success": first, "errorCode": "ER-00", "data": map[string]string{"MessageID": id}}
	if !first {
		answer["errorCode"] = "ER-09"
	}
	_ = json.NewEncoder(w).Encode(answer)
}

func (g *Gateway) nextMishap() Mishap {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.mishaps) == 0 {
		return ""
	}
	next := g.mishaps[0]
	g.mishaps = g.mishaps[1:]
	return next
}

// keep takes a message, unless one of its key was taken before.
func (g *Gateway) keep(message Taken) (id string, first bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, other := range g.taken {
		if other.Key == message.Key && message.Key != "" {
			return other.ID, false
		}
	}
	message.ID = strconv.Itoa(1000 + len(g.taken))
	g.taken = append(g.taken, message)
	return message.ID, true
}

func (g *Gateway) status(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	status := g.fates[r.PostFormValue("MessageID")]
	g.mu.Unlock()
	if status == "" {
		status = "Sent"
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"success": "true", "data": map[string]string{"Status": status}})
}
