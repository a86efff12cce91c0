package planfile_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"majlis/booking/bookingtest"
	"majlis/booking/planfile"
)

// BenchmarkAllocate is the whole of `majlis allocate` but for the disk.
func BenchmarkAllocate(b *testing.B) {
	for _, size := range []struct{ requests, slots int }{{50_000, 600}, {200_000, 2_400}} {
		b.Run(fmt.Sprintf("%dx%d", size.requests, size.slots), func(b *testing.B) {
			var file bytes.Buffer
			if err := planfile.EncodeProblem(&file, bookingtest.BusyWeek(1, size.requests, size.slots)); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(file.Len()))
			for b.Loop() {
				if err := planfile.Allocate(bytes.NewReader(file.Bytes()), io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
