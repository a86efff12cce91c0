// Package identity knows who somebody is: people by a proved mobile number, staff by account and
// role, and what each may do. It holds one-time codes, opaque links, and the permission table.
package identity
