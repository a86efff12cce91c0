package recording

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
	"os"
	"time"

	"majlis/signaling"
)

// The elements that reading a recording back needs (RFC 9559).
const (
	idEBML        = 0x1A45DFA3
	idSegment     = 0x18538067
	idCluster     = 0x1F43B675
	idTimecode    = 0xE7
	idSimpleBlock = 0xA3
	idTracks      = 0x1654AE6B
	idTrackEntry  = 0xAE
	idTrackNumber = 0xD7
	idName        = 0x536E
	unknownSize   = math.MaxUint64
)

var errNotWhole = errors.New("the recording is not whole")

// check reads a recording back from the disk, block by block, with a reader that shares nothing with
// the writer. Want is how many blocks there must be; less than 0: any number but none.
func check(name string, want int) (Summary, error) {
	file, err := os.Open(name)
	if err != nil {
		return Summary{}, fmt.Errorf("open the recording: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return Summary{}, fmt.Errorf("look at the recording: %w", err)
	}
	c := checker{r: bufio.NewReaderSize(file, 1<<20), tracks: map[uint64]*Track{}}
	if err := c.walk(); err != nil {
		return Summary{}, fmt.Errorf("%w: %w", errNotWhole, err)
	}
	if c.blocks == 0 || want >= 0 && c.blocks != want {
		return Summary{}, fmt.Errorf("%w: %d blocks of %d", errNotWhole, c.blocks, want)
	}
	s := Summary{File: name, Bytes: info.Size()}
	for _, n := range c.order {
		t := *c.tracks[n]
		s.Lasts = max(s.Lasts, t.To)
		s.Tracks = append(s.Tracks, t)
	}
	return s, nil
}

type checker struct {
	r      *bufio.Reader
	tracks map[uint64]*Track
	order  []uint64
	number uint64 // of the track being read
	time   int64  // of the cluster, in ms
	blocks int
}

// walk goes through the elements; containers of interest are entered, the rest is skipped.
func (c *checker) walk() error {
	first := true
	for {
		id, err := c.vint(false)
		if errors.Is(err, io.EOF) && !first {
			return nil
		}
		if err != nil {
			return err
		}
		if first && id != idEBML {
			return errors.New("it does not begin with EBML")
		}
		first = false
		size, err := c.vint(true)
		if err != nil {
			return err
		}
		if err := c.element(id, size); err != nil {
			return err
		}
	}
}

func (c *checker) element(id, size uint64) error {
	switch id {
	case idSegment, idCluster, idTracks, idTrackEntry:
		return nil // its children follow
	}
	if size == unknownSize || size > frameLimit {
		return fmt.Errorf("element %x of %d bytes", id, size)
	}
	data := make([]byte, size)
	if _, err := io.ReadFull(c.r, data); err != nil {
		return fmt.Errorf("element %x is cut off", id)
	}
	switch id {
	case idTimecode:
		c.time = int64(number(data))
	case idTrackNumber:
		c.number = number(data)
		c.order = append(c.order, c.number)
		t := c.track(c.number)
		t.From = -1
	case idName:
		c.named(string(data))
	case idSimpleBlock:
		return c.block(data)
	}
	return nil
}

func (c *checker) track(n uint64) *Track {
	if c.tracks[n] == nil {
		c.tracks[n] = &Track{}
	}
	return c.tracks[n]
}

// named reads whose track it is, which comes before its number.
func (c *checker) named(name string) {
	t := c.track(uint64(len(c.order) + 1))
	var stream string
	if _, err := fmt.Sscanf(name, "person %d, %s", &t.Lane, &stream); err != nil {
		return
	}
	for _, s := range []signaling.Streams{signaling.Audio, signaling.Camera, signaling.Screen} {
		if streamName(s) == stream {
			t.Stream = s
		}
	}
}

func (c *checker) block(data []byte) error {
	if len(data) < 5 || data[0]&0x80 == 0 {
		return errors.New("a block without a head")
	}
	t := c.tracks[uint64(data[0]&0x7f)]
	if t == nil {
		return errors.New("a block of no track")
	}
	at := time.Duration(c.time+int64(int16(binary.BigEndian.Uint16(data[1:])))) * time.Millisecond
	if at < t.To {
		return errors.New("time runs backwards")
	}
	if t.From < 0 {
		t.From = at
	}
	t.To = at
	t.Frames++
	c.blocks++
	return nil
}

// vint reads a number of variable length; ids keep their marker (RFC 8794 section 4).
func (c *checker) vint(size bool) (uint64, error) {
	first, err := c.r.ReadByte()
	if err != nil {
		return 0, err
	}
	length := bits.LeadingZeros8(first)
	if length > 7 {
		return 0, errors.New("a number of more than eight bytes")
	}
	value, ones := uint64(first), first<<(length+1) == 0xff<<(length+1)
	if size {
		value &= 0x7f >> length
	}
	for range length {
		b, err := c.r.ReadByte()
		if err != nil {
			return 0, io.ErrUnexpectedEOF
		}
		value, ones = value<<8|uint64(b), ones && b == 0xff
	}
	if size && ones {
		return unknownSize, nil
	}
	return value, nil
}

func number(data []byte) uint64 {
	var n uint64
	for _, b := range data {
		n = n<<8 | uint64(b)
	}
	return n
}
