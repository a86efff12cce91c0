package sfu

import (
	"io"
	"sync"
	"sync/atomic"

	"github.com/pion/transport/v5/packetio"
)

// Packets wait in a buffer of at most this many bytes, per SSRC.
const bufferSize = 1 << 20

// arrivals is the buffer between SRTP and the reader of one SSRC. It numbers packets as they come
// and as they are taken, so that one that came before a given moment can be told from one after.
type arrivals struct {
	*packetio.Buffer
	came  atomic.Uint64
	taken atomic.Uint64
}

// Write counts before it stores: a packet is never thought newer than it is.
func (a *arrivals) Write(p []byte) (int, error) {
	a.came.Add(1)
	n, err := a.Buffer.Write(p, nil)
	if err != nil {
		a.came.Add(^uint64(0))
	}
	return n, err
}

func (a *arrivals) Read(p []byte) (int, error) {
	n, _, err := a.Buffer.Read(p, nil)
	a.taken.Add(1)
	return n, err
}

// post is a leg's buffers by SSRC.
type post struct {
	mu   sync.Mutex
	bySS map[uint32]*arrivals
}

// open is Pion's factory of buffers.
func (b *post) open(kind packetio.BufferPacketType, ssrc uint32) io.ReadWriteCloser {
	buffer := packetio.NewBuffer()
	buffer.SetLimitSize(bufferSize)
	a := &arrivals{Buffer: buffer}
	if kind == packetio.RTPBufferPacket {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.bySS[ssrc] = a
	}
	return a
}

func (b *post) of(ssrc uint32) *arrivals {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.bySS[ssrc]
}
