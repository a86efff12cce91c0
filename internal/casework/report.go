package casework

// A Report is what the office did over a stretch of time, as far as the records say.
type Report struct {
	Filed     []FiledCount
	Results   int     // results given
	Late      int     // of them after the response clock had run out; one reopened since has a new clock
	Days      float64 // median days from filing to result; 0 without results
	Reopened  int     // opened again after a poor mark
	Open      int     // neither closed nor answered at the moment asked
	Overdue   int     // of them past their clock
	Audiences []DispositionCount
	Figures   Figures
}

// A FiledCount says how many of a kind came by a channel.
type FiledCount struct {
	Kind    Kind
	Channel Channel
	Count   int
}

// A DispositionCount says how many audiences ended in a way; "" stands for those not over yet.
type DispositionCount struct {
	Disposition string
	Count       int
}
