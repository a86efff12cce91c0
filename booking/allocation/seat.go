package allocation

// none stands for "no slot" and "no row".
const none = -1

// graph lists, for each contender (row) in rank order, the slots it may take.
type graph struct {
	slots int     // how many there are
	first []int   // row i's slots are list[first[i]:first[i+1]]
	list  []int32 // slot numbers
}

func (g *graph) rows() int { return len(g.first) - 1 }

func (g *graph) of(row int32) []int32 { return g.list[g.first[row]:g.first[row+1]] }

// seat walks the rows in order and adds each one that a chain of moves can
// seat without unseating anybody added before. It returns the row on each
// slot, or none. Which rows are seated is thereby settled; where they sit is
// only one of the possible ways.
func seat(g *graph) []int32 {
	s := newSeater(g)
	for row := int32(0); row < int32(g.rows()) && s.open > 0; row++ {
		if end := s.search(row); end != none {
			s.move(row, end)
		}
	}
	return s.holder
}

// seater holds the state of the walk.
type seater struct {
	g      *graph
	holder []int32 // row on each slot
	next   []int   // per row, the first of its slots that may still be empty
	full   []bool  // slots from which no chain leads to an empty one, for good
	open   int     // how many slots are not full
	seen   []int32 // the last row (plus one) whose search reached the slot
	from   []int32 // the slot before it in that search, or none
	queue  []int32
}

func newSeater(g *graph) *seater {
	s := &seater{
		g:      g,
		holder: make([]int32, g.slots),
		next:   make([]int, g.rows()),
		full:   make([]bool, g.slots),
		open:   g.slots,
		seen:   make([]int32, g.slots),
		from:   make([]int32, g.slots),
	}
	for i := range s.holder {
		s.holder[i] = none
	}
	copy(s.next, g.first)
	return s
}

// search looks for an empty slot that a chain of moves beginning with row can
// fill, and returns it with the chain in s.from. When there is none, every
// slot it reached is full for good: their holders can only move among them.
func (s *seater) search(row int32) int32 {
	if slot := s.empty(row); slot != none {
		s.from[slot] = none
		return slot
	}
	s.queue = s.queue[:0]
	s.reach(row, row+1, none)
	for i := 0; i < len(s.queue); i++ {
		slot := s.queue[i]
		holder := s.holder[slot]
		if end := s.empty(holder); end != none {
			s.from[end] = slot
			return end
		}
		s.reach(holder, row+1, slot)
	}
	for _, slot := range s.queue {
		s.full[slot] = true
	}
	s.open -= len(s.queue)
	return none
}

// empty returns the row's first empty slot. A slot once filled stays filled,
// so the row's earlier slots need no second look.
func (s *seater) empty(row int32) int32 {
	for end := s.g.first[row+1]; s.next[row] < end; s.next[row]++ {
		if slot := s.g.list[s.next[row]]; s.holder[slot] == none {
			return slot
		}
	}
	return none
}

// reach queues the row's slots that this search has not seen.
func (s *seater) reach(row, stamp, from int32) {
	for _, slot := range s.g.of(row) {
		if !s.full[slot] && s.seen[slot] != stamp {
			s.seen[slot], s.from[slot] = stamp, from
			s.queue = append(s.queue, slot)
		}
	}
}

// move shifts everybody along the chain that ends at the slot end, and puts
// row at its beginning.
func (s *seater) move(row, end int32) {
	for s.from[end] != none {
		s.holder[end] = s.holder[s.from[end]]
		end = s.from[end]
	}
	s.holder[end] = row
}
