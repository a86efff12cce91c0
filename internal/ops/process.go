package ops

import (
	"runtime"
	"runtime/metrics"
	"time"
)

// Process is the running program.
type Process struct {
	Name       string // of the node
	Version    string
	StartedAt  time.Time
	Goroutines int
	Memory     uint64 // bytes held from the operating system
}

// Measured is the process with what changes filled in.
func (p Process) Measured() Process {
	const total, released = "/memory/classes/total:bytes", "/memory/classes/heap/released:bytes"
	samples := []metrics.Sample{{Name: total}, {Name: released}}
	metrics.Read(samples)
	p.Goroutines = runtime.NumGoroutine()
	p.Memory = samples[0].Value.Uint64() - samples[1].Value.Uint64()
	return p
}
