package recording

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/at-wat/ebml-go/mkvcore"
	"github.com/at-wat/ebml-go/webm"

	"majlis/signaling"
)

const program = "Majlis"

// cuesSize is how much room at the beginning is kept for the table that players seek by.
const cuesSize = 64 << 10

// write makes the file. Frames are in the order of time.
func write(name string, segments []string, frames []entry, tracks []Track) (err error) {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o640)
	if err != nil {
		return fmt.Errorf("make the recording: %w", err)
	}
	parts, err := openAll(segments)
	defer closeAll(parts)
	if err != nil {
		return errors.Join(err, file.Close())
	}
	out := &synced{file: file}
	writers, numbers, fatal, err := blockWriters(out, tracks)
	if err != nil {
		return errors.Join(fmt.Errorf("begin the recording: %w", err), file.Close())
	}
	var data []byte
	for i := range frames {
		f := &frames[i]
		if cap(data) < f.size {
			data = make([]byte, f.size)
		}
		data = data[:f.size]
		if _, err = parts[f.segment].ReadAt(data, f.at); err != nil {
			err = fmt.Errorf("read a segment again: %w", err)
			break
		}
		if _, err = writers[numbers[f.track]].Write(f.key, f.when.Milliseconds(), append([]byte(nil), data...)); err != nil {
			err = fmt.Errorf("write the recording: %w", err)
			break
		}
	}
	for _, w := range writers {
		err = errors.Join(err, w.Close())
	}
	return errors.Join(err, fatal(), out.err)
}

// synced is a file that is on the disk once it is closed. It keeps its first error for then: a writer
// of WebM that met one would leave those who write blocks to it waiting.
type synced struct {
	file *os.File
	err  error
}

// Write implements io.Writer.
func (s *synced) Write(p []byte) (int, error) {
	if s.err == nil {
		_, s.err = s.file.Write(p)
	}
	return len(p), nil
}

// WriteAt implements io.WriterAt.
func (s *synced) WriteAt(p []byte, at int64) (int, error) {
	if s.err == nil {
		_, s.err = s.file.WriteAt(p, at)
	}
	return len(p), nil
}

// Close implements io.Closer.
func (s *synced) Close() error {
	s.err = errors.Join(s.err, s.file.Sync(), s.file.Close())
	return nil
}

func blockWriters(out *synced, tracks []Track) (writers []mkvcore.BlockWriteCloser, numbers map[track]int, fatal func() error, err error) {
	failed := make(chan error, 1)
	numbers = map[track]int{}
	described := make([]mkvcore.TrackDescription, len(tracks))
	for i, t := range tracks {
		numbers[track{t.Lane, t.Stream}] = i
		number := uint64(i + 1)
		described[i] = mkvcore.TrackDescription{TrackNumber: number, TrackEntry: describe(t, number)}
	}
	writers, err = mkvcore.NewSimpleBlockWriter(out, described,
		mkvcore.WithEBMLHeader(webm.DefaultEBMLHeader),
		mkvcore.WithSegmentInfo(&webm.Info{TimecodeScale: uint64(time.Millisecond), MuxingApp: program, WritingApp: program}),
		mkvcore.WithSeekHead(true), mkvcore.WithCues(cuesSize),
		mkvcore.WithOnFatalHandler(func(err error) {
			select {
			case failed <- err:
			default:
			}
		}),
	)
	return writers, numbers, func() error {
		select {
		case err := <-failed:
			return fmt.Errorf("write the recording: %w", err)
		default:
			return nil
		}
	}, err
}

// describe tells players what a track is.
func describe(t Track, number uint64) webm.TrackEntry {
	e := webm.TrackEntry{Name: fmt.Sprintf("person %d, %s", t.Lane, streamName(t.Stream)), TrackNumber: number, TrackUID: number}
	if t.Stream == signaling.Audio {
		e.CodecID, e.TrackType, e.CodecPrivate = "A_OPUS", 2, opusHead()
		e.SeekPreRoll = uint64(80 * time.Millisecond)
		e.Audio = &webm.Audio{SamplingFrequency: 48000, Channels: 2}
		return e
	}
	e.CodecID, e.TrackType = "V_VP8", 1
	e.Video = &webm.Video{PixelWidth: uint64(max(t.width, 1)), PixelHeight: uint64(max(t.height, 1))}
	return e
}

// opusHead is the header that players expect before Opus (RFC 7845 section 5.1).
func opusHead() []byte {
	head := append([]byte("OpusHead"), 1, 2) // version, channels
	head = binary.LittleEndian.AppendUint16(head, 0)
	head = binary.LittleEndian.AppendUint32(head, 48000)
	head = binary.LittleEndian.AppendUint16(head, 0)
	return append(head, 0)
}

func streamName(s signaling.Streams) string {
	switch s {
	case signaling.Audio:
		return "sound"
	case signaling.Camera:
		return "camera"
	}
	return "screen"
}

func openAll(names []string) ([]*os.File, error) {
	var files []*os.File
	for _, name := range names {
		file, err := os.Open(name)
		if err != nil {
			return files, fmt.Errorf("open a segment: %w", err)
		}
		files = append(files, file)
	}
	return files, nil
}

func closeAll(files []*os.File) {
	for _, file := range files {
		_ = file.Close() // they were only read
	}
}
