package planfile

import (
	"fmt"
	"io"

	"majlis/booking/allocation"
)

// version is the only version of both files so far.
const version = 1

var (
	problemKeys = []string{"version", "policy", "slots", "requests", "pins"}
	policyKeys  = []string{"now_date", "seed", "classes", "urgent", "first_time", "prior", "prior_max", "missed", "cost"}
	classKeys   = []string{"base", "rate", "must_serve_weeks"}
	costKeys    = []string{"venue", "host", "time", "waste", "reserve"}
	slotKeys    = []string{"id", "host", "start", "minutes", "venues", "languages", "provides", "section", "open_to"}
	requestKeys = []string{
		"id", "filed_batch", "class", "hosts", "venues", "minutes", "windows", "prefer",
		"language", "needs", "section", "prior", "missed", "held",
	}
	windowKeys = []string{"from", "to"}
	pinKeys    = []string{"request", "slot", "reason"}
)

// DecodeProblem reads a problem file and validates it. Times come back in UTC.
// What is wrong with the file is an *allocation.InvalidError; any other error
// is the reader's own.
func DecodeProblem(r io.Reader) (allocation.Problem, error) {
	d, err := newDecoder(r)
	if err != nil {
		return allocation.Problem{}, fmt.Errorf("read problem: %w", err)
	}
	var p allocation.Problem
	if err := problem(d, &p); err != nil {
		return allocation.Problem{}, err
	}
	if err := p.Validate(); err != nil {
		return allocation.Problem{}, err
	}
	return p, nil
}

func problem(d *decoder, p *allocation.Problem) invalid {
	v := 0
	err := d.object(problemKeys, func(key string) invalid {
		switch key {
		case "version":
			return count(d, &v)
		case "policy":
			return policy(d, &p.Policy)
		case "slots":
			return entries(d, &p.Slots, slot)
		case "requests":
			return entries(d, &p.Requests, request)
		default:
			return entries(d, &p.Pins, pin)
		}
	})
	return d.finish(err, v)
}

func policy(d *decoder, p *allocation.Policy) invalid {
	return d.object(policyKeys, func(key string) invalid {
		switch key {
		case "now_date":
			return date(d, &p.NowDate)
		case "seed":
			return name(d, &p.Seed)
		case "classes":
			return classes(d, p)
		case "urgent":
			return list(d, &p.Urgent)
		case "first_time":
			return count(d, &p.FirstTime)
		case "prior":
			return count(d, &p.Prior)
		case "prior_max":
			return count(d, &p.PriorMax)
		case "missed":
			return count(d, &p.Missed)
		default:
			return cost(d, &p.Cost)
		}
	})
}

func classes(d *decoder, p *allocation.Policy) invalid {
	p.Classes = map[string]allocation.Class{}
	return d.members(func(name []byte) invalid {
		key := string(name)
		if _, ok := p.Classes[key]; ok {
			return d.fail("repeated key").Within(key)
		}
		var c allocation.Class
		err := class(d, &c)
		p.Classes[key] = c
		return err.Within(key)
	})
}

func class(d *decoder, c *allocation.Class) invalid {
	return d.object(classKeys, func(key string) invalid {
		switch key {
		case "base":
			return count(d, &c.Base)
		case "rate":
			return count(d, &c.Rate)
		default:
			return count(d, &c.MustServeWeeks)
		}
	})
}

func cost(d *decoder, c *allocation.Cost) invalid {
	return d.object(costKeys, func(key string) invalid {
		switch key {
		case "venue":
			return count(d, &c.Venue)
		case "host":
			return count(d, &c.Host)
		case "time":
			return count(d, &c.Time)
		case "waste":
			return count(d, &c.Waste)
		default:
			return count(d, &c.Reserve)
		}
	})
}

func slot(d *decoder, s *allocation.Slot) invalid {
	return d.object(slotKeys, func(key string) invalid {
		switch key {
		case "id":
			return name(d, &s.ID)
		case "host":
			return word(d, &s.Host)
		case "start":
			return moment(d, &s.Start)
		case "minutes":
			return count(d, &s.Minutes)
		case "venues":
			return list(d, &s.Venues)
		case "languages":
			return list(d, &s.Languages)
		case "provides":
			return list(d, &s.Provides)
		case "section":
			return word(d, &s.Section)
		default:
			return word(d, &s.OpenTo)
		}
	})
}

func request(d *decoder, r *allocation.Request) invalid {
	return d.object(requestKeys, func(key string) invalid {
		switch key {
		case "id":
			return name(d, &r.ID)
		case "filed_batch":
			return date(d, &r.FiledBatch)
		case "class":
			return word(d, &r.Class)
		case "hosts":
			return list(d, &r.Hosts)
		case "venues":
			return list(d, &r.Venues)
		case "minutes":
			return count(d, &r.Minutes)
		case "windows":
			return entries(d, &r.Windows, window)
		case "prefer":
			return entries(d, &r.Prefer, window)
		case "language":
			return word(d, &r.Language)
		case "needs":
			return list(d, &r.Needs)
		case "section":
			return word(d, &r.Section)
		case "prior":
			return count(d, &r.Prior)
		case "missed":
			return count(d, &r.Missed)
		default:
			return word(d, &r.Held)
		}
	})
}

func window(d *decoder, w *allocation.Window) invalid {
	return d.object(windowKeys, func(key string) invalid {
		if key == "from" {
			return moment(d, &w.From)
		}
		return moment(d, &w.To)
	})
}

func pin(d *decoder, p *allocation.Pin) invalid {
	return d.object(pinKeys, func(key string) invalid {
		switch key {
		case "request":
			return name(d, &p.Request)
		case "slot":
			return name(d, &p.Slot)
		default:
			return name(d, &p.Reason)
		}
	})
}
