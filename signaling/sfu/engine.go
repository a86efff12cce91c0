package sfu

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/pion/interceptor"
	"github.com/pion/sdp/v3"
	"github.com/pion/transport/v5/packetio"
	"github.com/pion/webrtc/v4"
)

// mimeTypeRED is redundant sound (RFC 2198), which Pion has no name for.
const mimeTypeRED = "audio/red"

// buffers is where Pion puts what comes for an SSRC.
type buffers func(packetio.BufferPacketType, uint32) io.ReadWriteCloser

// api is Pion set up for one leg, without interceptors: what they would do is done here, on the way.
func (f *Forwarder) api(engine webrtc.SettingEngine, b buffers, h264 bool) (*webrtc.API, error) {
	engine.BufferFactory = b
	media := &webrtc.MediaEngine{}
	if err := errors.Join(registerCodecs(media, h264), registerExtensions(media)); err != nil {
		return nil, fmt.Errorf("set up media: %w", err)
	}
	return webrtc.NewAPI(
		webrtc.WithSettingEngine(engine), webrtc.WithMediaEngine(media), webrtc.WithInterceptorRegistry(&interceptor.Registry{}),
	), nil
}

// registerExtensions takes the header extensions that tell streams apart and those that measure the
// way (RFC 8843, RFC 8852, draft-holmer-rmcat-transport-wide-cc-extensions).
func registerExtensions(m *webrtc.MediaEngine) error {
	var errs []error
	for _, uri := range []string{
		sdp.SDESMidURI, sdp.SDESRTPStreamIDURI, sdp.SDESRepairRTPStreamIDURI, sdp.TransportCCURI, sdp.ABSSendTimeURI,
	} {
		for _, kind := range []webrtc.RTPCodecType{webrtc.RTPCodecTypeAudio, webrtc.RTPCodecTypeVideo} {
			errs = append(errs, m.RegisterHeaderExtension(webrtc.RTPHeaderExtensionCapability{URI: uri}, kind))
		}
	}
	return errors.Join(errs...)
}

// registerCodecs takes Opus, plain and redundant, and VP8 or H.264 with retransmission, and nothing
// else.
func registerCodecs(m *webrtc.MediaEngine, h264 bool) error {
	wide := webrtc.RTCPFeedback{Type: webrtc.TypeRTCPFBTransportCC}
	feedback := []webrtc.RTCPFeedback{
		{Type: webrtc.TypeRTCPFBGoogREMB}, wide, {Type: "ccm", Parameter: "fir"}, {Type: "nack"}, {Type: "nack", Parameter: "pli"},
	}
	sound := func(mime, parameters string, format webrtc.PayloadType, fb ...webrtc.RTCPFeedback) error {
		return m.RegisterCodec(webrtc.RTPCodecParameters{
			RTPCodecCapability: webrtc.RTPCodecCapability{
				MimeType: mime, ClockRate: 48000, Channels: 2, SDPFmtpLine: parameters, RTCPFeedback: fb,
			},
			PayloadType: format,
		}, webrtc.RTPCodecTypeAudio)
	}
	picture := func(mime, parameters string, format webrtc.PayloadType, fb ...webrtc.RTCPFeedback) error {
		return m.RegisterCodec(webrtc.RTPCodecParameters{
			RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: mime, ClockRate: 90000, SDPFmtpLine: parameters, RTCPFeedback: fb},
			PayloadType:        format,
		}, webrtc.RTPCodecTypeVideo)
	}
	errs := []error{
		sound(webrtc.MimeTypeOpus, "minptime=10;useinbandfec=1;usedtx=1", 111, wide),
		sound(mimeTypeRED, "111/111", 63, wide),
	}
	if h264 {
		errs = append(errs,
			picture(webrtc.MimeTypeH264, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f", 102, feedback...),
			picture(webrtc.MimeTypeRTX, "apt=102", 103))
	} else {
		errs = append(errs, picture(webrtc.MimeTypeVP8, "", 96, feedback...), picture(webrtc.MimeTypeRTX, "apt=96", 97))
	}
	return errors.Join(errs...)
}

// formatsOf picks the payload types out of what a media section has negotiated.
func formatsOf(codecs []webrtc.RTPCodecParameters) formats {
	var f formats
	for _, c := range codecs {
		format := uint8(c.PayloadType)
		switch {
		case strings.EqualFold(c.MimeType, webrtc.MimeTypeOpus) && f.sound == 0:
			f.sound = format
		case strings.EqualFold(c.MimeType, mimeTypeRED) && f.red == 0:
			f.red = format
		case (strings.EqualFold(c.MimeType, webrtc.MimeTypeVP8) || strings.EqualFold(c.MimeType, webrtc.MimeTypeH264)) && f.picture == 0:
			f.picture = format
		}
	}
	for _, c := range codecs {
		if strings.EqualFold(c.MimeType, webrtc.MimeTypeRTX) && c.SDPFmtpLine == fmt.Sprintf("apt=%d", f.picture) {
			f.repair = uint8(c.PayloadType)
		}
	}
	return f
}
