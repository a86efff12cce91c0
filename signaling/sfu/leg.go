package sfu

import (
	"context"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/webrtc/v4"

	"majlis/signaling"
)

// The order of a leg's inbounds, as of the sending media sections.
const (
	microphone = iota
	camera
	screen
)

// leg is one participant's peer connection.
type leg struct {
	pc       *webrtc.PeerConnection
	post     post
	relayed  func(netip.AddrPort) bool
	shape    shape
	inbounds [3]*inbound
	sound    []*outbound // by lane
	picture  []*outbound // by lane
	screen   *outbound   // nil: the offer had none

	show      sync.Mutex // one mapping at a time
	negotiate sync.Mutex // one description at a time
	telling   sync.Mutex // one change of the path at a time

	life    sync.Mutex
	closed  bool
	readers sync.WaitGroup
}

// Open implements signaling.Media.
func (f *Forwarder) Open(ctx context.Context, o signaling.Opening) (signaling.Leg, string, error) {
	s, err := readShape(o.Offer)
	if err != nil {
		return nil, "", err
	}
	l := &leg{shape: s, relayed: f.relayed, post: post{bySS: map[uint32]*arrivals{}}}
	api, err := f.api(l.post.open)
	if err != nil {
		return nil, "", err
	}
	if l.pc, err = api.NewPeerConnection(webrtc.Configuration{}); err != nil {
		return nil, "", fmt.Errorf("new peer connection: %w", err)
	}
	for i := range l.inbounds {
		l.inbounds[i] = newInbound(l, i != microphone)
	}
	l.pc.OnTrack(l.onTrack)
	l.pc.OnConnectionStateChange(func(webrtc.PeerConnectionState) { l.tell(o.Changed) })
	answer, err := l.open(ctx, o.Offer)
	if err != nil {
		_ = l.Close() // the first error says more
		return nil, "", err
	}
	return l, answer, nil
}

// open lays out the lanes and answers the offer.
func (l *leg) open(ctx context.Context, offer string) (string, error) {
	for lane := range l.shape.pairs {
		l.sound = append(l.sound, newOutbound(fmt.Sprintf("lane%d-audio", lane), false))
		l.picture = append(l.picture, newOutbound(fmt.Sprintf("lane%d-camera", lane), true))
	}
	if l.shape.screen {
		l.screen = newOutbound(fmt.Sprintf("lane%d-screen", signaling.ScreenLane), true)
	}
	// Pion gives the receiving sections of the offer to these in order, kind by kind.
	for _, o := range l.outbounds() {
		t, err := l.pc.AddTransceiverFromTrack(o, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
		if err != nil {
			return "", fmt.Errorf("add lane: %w", err)
		}
		l.run(func() { o.feedback(t.Sender()) })
	}
	return l.answer(ctx, offer)
}

// answer answers an offer once every candidate of ours is known.
func (l *leg) answer(ctx context.Context, offer string) (string, error) {
	l.negotiate.Lock()
	defer l.negotiate.Unlock()
	err := l.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: offer})
	if err != nil {
		return "", refuse(err.Error())
	}
	answer, err := l.pc.CreateAnswer(nil)
	if err != nil {
		return "", refuse(err.Error())
	}
	gathered := webrtc.GatheringCompletePromise(l.pc)
	if err := l.pc.SetLocalDescription(answer); err != nil {
		return "", fmt.Errorf("set answer: %w", err)
	}
	select {
	case <-gathered:
		return l.pc.LocalDescription().SDP, nil
	case <-ctx.Done():
		return "", fmt.Errorf("gather candidates: %w", ctx.Err())
	}
}

// tell passes the state on. Pion calls back from a goroutine for each change, in no order: what counts
// is the state that holds now.
func (l *leg) tell(changed func(signaling.Path)) {
	l.telling.Lock()
	defer l.telling.Unlock()
	changed(path(l.pc.ConnectionState()))
}

// onTrack reads a stream that has begun. Which one it is follows from its media section alone.
func (l *leg) onTrack(track *webrtc.TrackRemote, receiver *webrtc.RTPReceiver) {
	for _, t := range l.pc.GetTransceivers() {
		if t.Receiver() != receiver {
			continue
		}
		for i, mid := range l.shape.mids {
			if t.Mid() == mid {
				l.run(func() { l.inbounds[i].read(track) })
				l.run(func() { drain(receiver) })
			}
		}
	}
}

// run starts a reader that ends with the leg. Pion may begin a track while the leg closes: too late.
func (l *leg) run(read func()) {
	l.life.Lock()
	defer l.life.Unlock()
	if !l.closed {
		l.readers.Go(read)
	}
}

// drain reads a sender's reports, which the interceptors see on the way.
func drain(r *webrtc.RTPReceiver) {
	for {
		if _, _, err := r.ReadRTCP(); err != nil {
			return
		}
	}
}

// outbounds lists the lanes' streams in the order of the offer.
func (l *leg) outbounds() []*outbound {
	var all []*outbound
	for i := range l.sound {
		all = append(all, l.sound[i], l.picture[i])
	}
	if l.screen != nil {
		all = append(all, l.screen)
	}
	return all
}

// Show implements signaling.Leg.
func (l *leg) Show(lanes []signaling.Lane) {
	l.show.Lock()
	defer l.show.Unlock()
	want := map[*outbound]*inbound{}
	for _, lane := range lanes {
		from, ok := lane.From.(*leg)
		switch {
		case !ok:
		case lane.Number == signaling.ScreenLane && l.screen != nil && lane.Carries&signaling.Screen != 0:
			want[l.screen] = from.inbounds[screen]
		case lane.Number >= 0 && lane.Number < len(l.sound):
			if lane.Carries&signaling.Audio != 0 {
				want[l.sound[lane.Number]] = from.inbounds[microphone]
			}
			if lane.Carries&signaling.Camera != 0 {
				want[l.picture[lane.Number]] = from.inbounds[camera]
			}
		}
	}
	for _, o := range l.outbounds() {
		o.show(want[o])
	}
}

// Restart implements signaling.Leg.
func (l *leg) Restart(ctx context.Context, offer string) (string, error) {
	s, err := readShape(offer)
	if err != nil {
		return "", err
	}
	if s != l.shape {
		return "", refuse("the lanes are not those of the first offer")
	}
	return l.answer(ctx, offer)
}

// Pairs implements signaling.Leg.
func (l *leg) Pairs() int { return l.shape.pairs }

// Stats implements signaling.Leg.
func (l *leg) Stats() signaling.LegStats {
	s := signaling.LegStats{
		Audio:  l.inbounds[microphone].count.read(),
		Camera: l.inbounds[camera].count.read(),
		Screen: l.inbounds[screen].count.read(),
		RTT:    l.roundTrip(),
		Via:    l.via(),
	}
	var worst uint32
	for _, o := range l.outbounds() {
		s.BytesOut += o.sent.Load()
		if o.source() != nil {
			worst = max(worst, o.loss.Load())
		}
	}
	s.LossOut = float64(worst) / 256
	return s
}

// roundTrip is measured by ICE on the chosen pair. Everything is bundled, so there is one transport,
// which Pion gives by way of data channels even though there are none.
func (l *leg) roundTrip() time.Duration {
	pair, ok := l.pc.SCTP().Transport().ICETransport().GetSelectedCandidatePairStats()
	if !ok {
		return 0
	}
	return time.Duration(pair.CurrentRoundTripTime * float64(time.Second))
}

// Close implements signaling.Leg.
func (l *leg) Close() error {
	l.life.Lock()
	l.closed = true
	l.life.Unlock()
	l.Show(nil)
	err := l.pc.GracefulClose()
	l.readers.Wait()
	if err != nil {
		return fmt.Errorf("close peer connection: %w", err)
	}
	return nil
}

// path is a state of the peer connection as the room sees it.
func path(state webrtc.PeerConnectionState) signaling.Path {
	switch state {
	case webrtc.PeerConnectionStateConnected:
		return signaling.PathConnected
	case webrtc.PeerConnectionStateNew, webrtc.PeerConnectionStateConnecting:
		return signaling.PathConnecting
	}
	return signaling.PathLost
}
