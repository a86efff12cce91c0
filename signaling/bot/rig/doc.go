// Package rig is what bots meet on the server's side: the gate and the floor of the rooms that load
// tests make up, for a site that lets them in, and a whole server of signaling and media alone, for
// measuring a machine without a site.
//
// A room of a load test is named with bot.RoomPrefix and its tickets are signed with a key of their
// own, derived from the deployment's: whoever runs bots cannot make a ticket for a real session, and
// no ticket of a real session opens such a room.
package rig
