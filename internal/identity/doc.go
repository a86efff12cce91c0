// Package identity knows who somebody is: people by a proved mobile number, staff by account and
// role, and what each may do. It holds one-time codes, opaque links, and the permission table.
//
//   - People finds a person again by national identity number, which is sealed at rest.
//   - Codes proves a mobile number with six digits sent by SMS.
//   - Links makes the short addresses in messages: opaque, for one purpose, hashed at rest.
//   - Accounts signs staff in. Whoever else proves staff (an OpenID Connect provider, a second
//     factor) answers with the same Staff, so web asks through an interface of its own.
//   - Actor travels in the context and says on whose behalf something happens.
//
// Everything is limited by attempts counted in the store, which all nodes share. Counts, tries and
// spent codes must outlive a refusal: call Codes, Links and Accounts.SignIn outside a transaction.
package identity
