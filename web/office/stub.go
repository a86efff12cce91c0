package office

import (
	"net/http"

	"majlis/booking"
)

func (s *Surface) setup(http.ResponseWriter, *http.Request) error        { return booking.ErrNotFound }
func (s *Surface) askEdit(http.ResponseWriter, *http.Request) error      { return booking.ErrNotFound }
func (s *Surface) edit(http.ResponseWriter, *http.Request) error         { return booking.ErrNotFound }
