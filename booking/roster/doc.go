// Package roster binds those who help at audiences – interpreters, sign-language interpreters,
// female officers, video halls – to the appointments that need them.
//
// A Demand is one need of one appointment, for its whole time. A Helper is one person or hall
// with hours. Match binds as many demands as can be bound at all, nobody to two demands at
// once, and says of each that stays open why and who could help. It is exact and deterministic: the same demands and helpers, in whatever
// order, give the same binding.
//
//	result := roster.Match(demands, helpers)
//	for _, open := range result.Open { … open.Why, open.Help … }
//
// It knows no clock, no store and no names.
package roster
