package app

import (
	"fmt"
	"net"
	"net/http"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"majlis/internal/config"
	"majlis/web"
)

// metrics are the node's own figures; none carries anything personal.
type metrics struct {
	registry *prometheus.Registry
	served   *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{registry: prometheus.NewRegistry(), served: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "majlis_http_request_seconds", Help: "How long pages took, by route and status.", Buckets: prometheus.DefBuckets,
	}, []string{"route", "status"})}
	m.registry.MustRegister(m.served, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (n *Node) observe(s web.Served) {
	n.metrics.served.WithLabelValues(s.Route, strconv.Itoa(s.Status)).Observe(s.Took.Seconds())
}

// gauges are read off the running rooms and the database's pool when asked for.
func (n *Node) gauges() []prometheus.Collector {
	gauge := func(name, help string, read func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read)
	}
	counter := func(name, help string, read func() float64) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help}, read)
	}
	people := func(place string) func() float64 {
		return func() float64 {
			count := 0
			for _, room := range n.rooms.hub.Snapshot() {
				for _, person := range room.People {
					if person.Place == place {
						count++
					}
				}
			}
			return float64(count)
		}
	}
	return []prometheus.Collector{
		gauge("majlis_rooms", "Rooms open on this node.", func() float64 { return float64(len(n.rooms.hub.Snapshot())) }),
		gauge("majlis_people_on_stage", "People on a stage.", people("stage")),
		gauge("majlis_people_waiting", "People in waiting rooms.", people("waiting")),
		gauge("majlis_records_waiting", "Measurements and lines of chat that the database has not taken yet.", func() float64 {
			samples, chats, _ := n.rooms.sitting.Backlog()
			return float64(samples + chats)
		}),
		counter("majlis_records_dropped_total", "Measurements dropped because the database was away for too long.", func() float64 {
			_, _, dropped := n.rooms.sitting.Backlog()
			return float64(dropped)
		}),
		counter("majlis_room_refusals_total", "Joins and messages that the rooms refused.", func() float64 {
			total := uint64(0)
			for _, n := range n.rooms.hub.Counts().Refused {
				total += n
			}
			return float64(total)
		}),
		counter("majlis_room_events_dropped_total", "Events of rooms that could not be taken in time.", func() float64 {
			return float64(n.rooms.hub.Counts().Events)
		}),
		gauge("majlis_database_connections", "Connections of the pool in use.", func() float64 { return float64(n.database.Pool().Stat().AcquiredConns()) }),
	}
}

// serveMetrics answers Prometheus on a listener of its own, which nobody outside should reach.
func (n *Node) serveMetrics(c config.Config) error {
	if c.MetricsListen == "" {
		return nil
	}
	n.metrics.registry.MustRegister(n.gauges()...)
	listener, err := net.Listen("tcp", c.MetricsListen)
	if err != nil {
		return fmt.Errorf("listen for metrics: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(n.metrics.registry, promhttp.HandlerOpts{}))
	n.serve(listener, mux, config.Config{})
	return nil
}
