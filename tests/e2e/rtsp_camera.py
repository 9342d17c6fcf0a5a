#!/usr/bin/python3
"""A network camera: a real RTSP server (GStreamer's) that sends one picture over and over, as JPEG over RTP (RFC 2435).

    rtsp_camera.py PORT PICTURE.jpg      serves rtsp://127.0.0.1:PORT/lane until it is killed; 77 without the server's library
"""
import sys

try:
    import gi
    gi.require_version("Gst", "1.0")
    gi.require_version("GstRtspServer", "1.0")
    from gi.repository import GLib, Gst, GstRtspServer
except (ImportError, ValueError):
    sys.exit(77)

Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(sys.argv[1])
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch("( multifilesrc location=%s loop=true caps=image/jpeg,framerate=10/1 ! jpegdec ! videoconvert ! "
                   "video/x-raw,format=I420 ! jpegenc ! rtpjpegpay name=pay0 pt=26 )" % sys.argv[2])
factory.set_shared(True)
server.get_mount_points().add_factory("/lane", factory)
if not server.attach(None):
    sys.exit("port %s is taken" % sys.argv[1])
print("ready", flush=True)
GLib.MainLoop().run()
