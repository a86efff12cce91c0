package office

import (
	"net/http"

	"majlis/booking"
)

func (s *Surface) department(http.ResponseWriter, *http.Request) error   { return booking.ErrNotFound }
func (s *Surface) assignment(http.ResponseWriter, *http.Request) error   { return booking.ErrNotFound }
func (s *Surface) respond(http.ResponseWriter, *http.Request) error      { return booking.ErrNotFound }
func (s *Surface) assignedFile(http.ResponseWriter, *http.Request) error { return booking.ErrNotFound }
func (s *Surface) report(http.ResponseWriter, *http.Request) error       { return booking.ErrNotFound }
func (s *Surface) setup(http.ResponseWriter, *http.Request) error        { return booking.ErrNotFound }
func (s *Surface) askEdit(http.ResponseWriter, *http.Request) error      { return booking.ErrNotFound }
func (s *Surface) edit(http.ResponseWriter, *http.Request) error         { return booking.ErrNotFound }
