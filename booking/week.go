package booking

import "time"

// riyadh is the office's zone: no daylight saving in any season, so no zone database.
var riyadh = time.FixedZone("Asia/Riyadh", 3*60*60)

func midnight(t time.Time) time.Time {
	y, m, d := t.In(riyadh).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, riyadh)
}

// WeekOf is the week a moment belongs to: the Sunday, midnight in Riyadh.
func WeekOf(t time.Time) time.Time {
	day := midnight(t)
	return day.AddDate(0, 0, -int(day.Weekday()))
}

// FiledBatch is the batch a request filed at t belongs to: the Saturday that closes the
// week of filing. Whoever files in the same week waits equally long.
func FiledBatch(t time.Time) time.Time {
	// Rule R2: the batch's closing day counts, not the minute of filing.
	return WeekOf(t).AddDate(0, 0, 6)
}

func dateOf(t time.Time) string { return t.In(riyadh).Format(time.DateOnly) }

// windowsIn turns the person's standing wish into windows of one week. Nil means any time.
func (r Request) windowsIn(week time.Time) []Window {
	wholeDay := r.Mornings == r.Afternoons
	if wholeDay && (len(r.Weekdays) == 0 || len(r.Weekdays) == 7) {
		return nil
	}
	wanted := map[time.Weekday]bool{}
	for _, d := range r.Weekdays {
		wanted[d] = true
	}
	var windows []Window
	for i := range 7 {
		day := week.AddDate(0, 0, i)
		if len(wanted) > 0 && !wanted[day.Weekday()] {
			continue
		}
		// Rule R3: a morning ends at noon, where an afternoon begins.
		noon, end := day.Add(12*time.Hour), day.AddDate(0, 0, 1)
		switch {
		case wholeDay:
			windows = append(windows, Window{day, end})
		case r.Mornings:
			windows = append(windows, Window{day, noon})
		default:
			windows = append(windows, Window{noon, end})
		}
	}
	return windows
}

func (w Window) overlaps(from, to time.Time) bool { return from.Before(w.To) && w.From.Before(to) }
