package ws

import (
	"errors"
	"net"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	queueLimit  = 256 // frames waiting for a slow client
	pingEvery   = 15 * time.Second
	missedPings = 2
	writeWithin = 5 * time.Second
	closeWithin = 2 * time.Second // for the client to answer a close
)

var (
	errSlow   = errors.New("the client does not keep up")
	errClosed = errors.New("the socket is closing")
)

// socket is one WebSocket, and the signaling.Link of its client.
type socket struct {
	conn    *websocket.Conn
	queue   chan []byte
	closing chan struct{} // closed by Close, with code set
	written chan struct{} // closed when the writer is done
	once    sync.Once
	code    string
}

func newSocket(conn *websocket.Conn) *socket {
	s := &socket{
		conn: conn, queue: make(chan []byte, queueLimit),
		closing: make(chan struct{}), written: make(chan struct{}),
	}
	go s.write()
	return s
}

// Send implements signaling.Link.
func (s *socket) Send(frame []byte) error {
	select {
	case <-s.closing:
		return errClosed
	default:
	}
	select {
	case s.queue <- frame:
		return nil
	default:
		return errSlow
	}
}

// Close implements signaling.Link. The first code counts.
func (s *socket) Close(code string) {
	s.once.Do(func() {
		s.code = code
		close(s.closing)
	})
}

// finish ends the socket once nothing is read from it any more.
func (s *socket) finish() {
	s.Close("silent")
	<-s.written
	s.conn.Close()
}

// read returns the next text frame.
func (s *socket) read() ([]byte, error) {
	for {
		kind, frame, err := s.conn.ReadMessage()
		if err != nil || kind == websocket.TextMessage {
			return frame, err
		}
	}
}

// expect sets how long the next frames may take; the clock of the network, not of the rooms.
func (s *socket) expect(d time.Duration) {
	// An error means that the connection is closed, which the next read reports.
	_ = s.conn.SetReadDeadline(time.Now().Add(d))
}

// keepAlive lets go of a client that misses two pings.
func (s *socket) keepAlive() {
	const patience = missedPings*pingEvery + writeWithin
	s.expect(patience)
	s.conn.SetPongHandler(func(string) error {
		s.expect(patience)
		return nil
	})
}

// write is the one goroutine that writes frames and pings.
func (s *socket) write() {
	defer close(s.written)
	ping := time.NewTicker(pingEvery)
	defer ping.Stop()
	for {
		var err error
		select {
		case frame := <-s.queue:
			err = s.put(websocket.TextMessage, frame)
		case <-ping.C:
			err = s.put(websocket.PingMessage, nil)
		case <-s.closing:
			s.farewell()
			return
		}
		if err != nil {
			s.conn.Close() // ends the reader, too
			s.Close("silent")
			return
		}
	}
}

// farewell writes what is queued and the close frame, and gives the client a moment to answer.
func (s *socket) farewell() {
	for {
		select {
		case frame := <-s.queue:
			if s.put(websocket.TextMessage, frame) != nil {
				return
			}
			continue
		default:
		}
		break
	}
	_ = s.put(websocket.CloseMessage, websocket.FormatCloseMessage(closeCode(s.code), s.code))
	s.expect(closeWithin)
}

func (s *socket) put(kind int, frame []byte) error {
	if err := s.conn.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return err
	}
	return s.conn.WriteMessage(kind, frame)
}

func timedOut(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Timeout()
}
