// Package app is the composition root: configuration in, a running system out. It is the only
// package that knows every other, and holds no rule of its own.
package app
