package config

import (
	"crypto/rand"
	"errors"
)

// An Administrator is an account to create from the command line.
type Administrator struct {
	Username       string
	NameAr, NameEn string
	Password       Secret
}

// shortestPassword is the length that stands without rules about characters.
const shortestPassword = 12

// NewAdministrator takes the password from MAJLIS_ADMIN_PASSWORD, or …_FILE naming a
// file that holds it, and otherwise makes one; made says which, for it must be shown.
func NewAdministrator(username, nameAr, nameEn string, getenv func(string) string) (a Administrator, made bool, err error) {
	a = Administrator{Username: username, NameAr: nameAr, NameEn: nameEn}
	if a.Password, err = secretFrom(getenv, "MAJLIS_ADMIN_PASSWORD"); err != nil {
		return Administrator{}, false, err
	}
	if a.Password == "" {
		a.Password, made = Secret(rand.Text()), true
	}
	if len(a.Password) < shortestPassword {
		return Administrator{}, false, errors.New("MAJLIS_ADMIN_PASSWORD has fewer than 12 characters")
	}
	return a, made, nil
}
