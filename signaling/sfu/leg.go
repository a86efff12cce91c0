package sfu

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"

	"majlis/signaling"
	"majlis/signaling/sfu/bandwidth"
)

// The order of a leg's inbounds, as of the sending media sections.
const (
	microphone = iota
	camera
	screen
)

// leg is one participant's peer connection.
type leg struct {
	forwarder *Forwarder
	pc        *webrtc.PeerConnection
	shape     shape
	ids       extensions
	sources   map[uint32]source
	ssrc      uint32 // of the server, in what it reports
	inbounds  [3]*inbound
	sound     []*outbound // by lane
	picture   []*outbound // by lane
	screen    *outbound   // nil: the offer had none
	outbounds []*outbound // all of them, in the order of the offer
	mouths    []*mouth    // of a tap

	up         atomic.Bool // packets can be sent
	gaps       atomic.Bool // something is missing that is to be asked for
	epoch      atomic.Uint64
	roundTrip  atomic.Int64 // ns, by the participant's reports; 0 until measured
	difference atomic.Int64 // ns, the participant's clock less ours
	refused    atomic.Uint64
	dropped    atomic.Uint64

	post       post
	limit      limit
	acks       bandwidth.Acks
	departures bandwidth.Departures
	estimate   bandwidth.Estimate
	repeats    allowance
	schedule   schedule
	advice     float64

	lanes    sync.RWMutex
	bySSRC   map[uint32]*outbound
	show     sync.Mutex // one mapping at a time
	entering sync.Mutex // one epoch at a time
	choosing sync.Mutex // one choice of layers at a time

	negotiate sync.Mutex     // one description at a time
	offered   sectionFormats // nil once the payload types are agreed
	telling   sync.Mutex     // one change of the path at a time
	life      sync.Mutex
	closed    bool
	work      sync.WaitGroup
}

// Open implements signaling.Media.
func (f *Forwarder) Open(ctx context.Context, o signaling.Opening) (signaling.Leg, string, error) {
	d, s, err := read(o.Offer)
	if err != nil {
		return nil, "", err
	}
	l := &leg{
		forwarder: f, shape: s, ids: extensionsOf(d.MediaDescriptions), sources: sourcesOf(d.MediaDescriptions),
		offered: sectionFormatsOf(d.MediaDescriptions),
		ssrc:    rand.Uint32(), bySSRC: map[uint32]*outbound{},
	}
	h264 := o.H264 && offersH264(d.MediaDescriptions[camera])
	for i := range l.inbounds {
		l.inbounds[i] = newInbound(l, i != microphone)
		l.inbounds[i].h264 = h264
	}
	if l.pc, err = f.connection(l.open, h264); err != nil {
		return nil, "", err
	}
	l.pc.OnConnectionStateChange(func(webrtc.PeerConnectionState) { l.tell(o.Changed) })
	answer, err := l.begin(ctx, o.Offer)
	if err != nil {
		_ = l.Close() // the first error says more
		return nil, "", err
	}
	f.enlist(l)
	return l, answer, nil
}

// begin lays out the lanes and answers the offer.
func (l *leg) begin(ctx context.Context, offer string) (string, error) {
	for n := range l.shape.pairs {
		group := fmt.Sprintf("lane%d", n)
		sound, picture := newOutbound(l, group+"-audio", group, false), newOutbound(l, group+"-camera", group, true)
		l.sound, l.picture = append(l.sound, sound), append(l.picture, picture)
		l.outbounds = append(l.outbounds, sound, picture)
	}
	if l.shape.screen {
		group := fmt.Sprintf("lane%d", signaling.ScreenLane)
		l.screen = newOutbound(l, group+"-screen", group, true)
		l.outbounds = append(l.outbounds, l.screen)
	}
	// Pion gives the receiving sections of the offer to these in order, kind by kind.
	for _, o := range l.outbounds {
		_, err := l.pc.AddTransceiverFromTrack(o, webrtc.RTPTransceiverInit{Direction: webrtc.RTPTransceiverDirectionSendonly})
		if err != nil {
			return "", fmt.Errorf("add lane: %w", err)
		}
	}
	return l.answer(ctx, offer)
}

// agree takes the payload types from what the transceivers have negotiated, as far as their own section
// of the offer names them: Pion's name what any section does, and a lane that takes no redundant sound
// would be sent it.
func (l *leg) agree() {
	for _, t := range l.pc.GetTransceivers() {
		for i, mid := range l.shape.mids {
			if t.Mid() == mid && t.Receiver() != nil {
				l.inbounds[i].formats = formatsOf(l.offered.of(t.Mid(), t.Receiver().GetParameters().Codecs))
			}
		}
		if t.Sender() == nil {
			continue
		}
		if o, ok := t.Sender().Track().(*outbound); ok {
			o.agree(formatsOf(l.offered.of(t.Mid(), t.Sender().GetParameters().Codecs)))
		}
	}
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
	if l.offered != nil {
		l.agree()
		l.offered = nil
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
	now := path(l.pc.ConnectionState())
	if now == signaling.PathConnected && !l.up.Load() {
		l.prime()
		l.up.Store(true)
		at := time.Now()
		for _, o := range l.outbounds {
			o.start(at)
		}
	}
	changed(now)
}

// prime has Pion open the way out of every lane. Left to the first packet, it would take a lock that it
// holds while it closes the connection.
func (l *leg) prime() {
	for _, t := range l.pc.GetTransceivers() {
		if sender := t.Sender(); sender != nil {
			_ = sender.SetReadDeadline(time.Time{}) // fails only when the connection is closed again
		}
	}
}

// flood ends a leg whose participant begins streams without end. Pion keeps something for each.
func (l *leg) flood() {
	l.life.Lock()
	defer l.life.Unlock()
	if !l.closed {
		l.work.Go(func() { _ = l.pc.Close() }) // the path is told lost; whoever owns the leg closes it
	}
}

// bound notes the SSRC of a lane, by which receivers speak of it.
func (l *leg) bound(o *outbound, ssrc uint32) {
	l.lanes.Lock()
	defer l.lanes.Unlock()
	l.bySSRC[ssrc] = o
}

// lane finds the lane of an SSRC; nil: it is none of the leg's.
func (l *leg) lane(ssrc uint32) *outbound {
	l.lanes.RLock()
	defer l.lanes.RUnlock()
	return l.bySSRC[ssrc]
}

// report sends RTCP to the participant. What does not get through is said again. It must not be called
// on a goroutine of an SRTP session: Pion closes a connection with a lock held that this takes, and
// waits for those goroutines meanwhile.
func (l *leg) report(packets ...rtcp.Packet) { _ = l.pc.WriteRTCP(packets) }

// Show implements signaling.Leg.
func (l *leg) Show(lanes []signaling.Lane) {
	l.show.Lock()
	defer l.show.Unlock()
	type mapping struct {
		from  *inbound
		epoch uint64
	}
	want := map[*outbound]mapping{}
	for _, lane := range lanes {
		from, ok := lane.From.(*leg)
		if !ok {
			continue
		}
		from.enter(lane.Epoch)
		alike := from.inbounds[camera].h264 == l.inbounds[camera].h264
		switch {
		case lane.Number == signaling.ScreenLane && l.screen != nil && lane.Carries&signaling.Screen != 0 && alike:
			want[l.screen] = mapping{from.inbounds[screen], lane.Epoch}
		case lane.Number >= 0 && lane.Number < len(l.sound):
			if lane.Carries&signaling.Audio != 0 {
				want[l.sound[lane.Number]] = mapping{from.inbounds[microphone], lane.Epoch}
			}
			if lane.Carries&signaling.Camera != 0 && alike {
				want[l.picture[lane.Number]] = mapping{from.inbounds[camera], lane.Epoch}
			}
		}
	}
	now := time.Now()
	for _, o := range l.outbounds {
		o.show(want[o].from, want[o].epoch, now)
	}
}

// enter begins an epoch: nothing kept from before it will be shown under it.
func (l *leg) enter(epoch uint64) {
	l.entering.Lock()
	defer l.entering.Unlock()
	if epoch <= l.epoch.Load() {
		return
	}
	for _, in := range l.inbounds {
		in.forget()
	}
	l.epoch.Store(epoch)
}

// Limit implements signaling.Limiter.
func (l *leg) Limit(bitrate int) { l.limit.bitrate.Store(int64(bitrate)) }

// Restart implements signaling.Leg.
func (l *leg) Restart(ctx context.Context, offer string) (string, error) {
	_, s, err := read(offer)
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
		Audio: l.inbounds[microphone].stats(), Camera: l.inbounds[camera].stats(), Screen: l.inbounds[screen].stats(),
		RTT: time.Duration(l.roundTrip.Load()), Dropped: l.dropped.Load(),
		Via: l.via(),
	}
	if s.RTT == 0 {
		s.RTT = l.pathRoundTrip()
	}
	if bitrate, _, measured := l.estimate.Read(); measured {
		s.Estimate = bitrate
	}
	now := time.Now()
	for _, o := range l.outbounds {
		s.BytesOut += o.sent.Load()
		if seen, ok := o.heard(now); ok {
			s.LossOut = max(s.LossOut, float64(seen.loss)/256)
			s.JitterOut = max(s.JitterOut, seen.jitter)
		}
	}
	for n, o := range l.picture {
		s.Lanes[n] = o.laneStats()
	}
	if l.screen != nil {
		s.Lanes[signaling.ScreenLane] = l.screen.laneStats()
	}
	return s
}

// pathRoundTrip is measured by ICE on the chosen pair. Everything is bundled, so there is one transport,
// which Pion gives by way of data channels even though there are none.
func (l *leg) pathRoundTrip() time.Duration {
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
	l.forwarder.discharge(l)
	l.Show(nil)
	err := l.pc.GracefulClose()
	l.work.Wait()
	for _, in := range l.inbounds {
		in.forget()
	}
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
