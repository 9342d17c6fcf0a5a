"""Pictures to train the corner network with: rendered plates (sizes of GA 36) set into photographs."""
import glob
import json
import os

import cv2
import numpy as np

WIDTH, HEIGHT, CELL = 224, 160, 8
TYPEFACE = "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc"
PROVINCES = "京津沪渝冀晋蒙辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云藏陕甘青宁新"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "0123456789"
SIGNS = "停车场出口入禁止鸣笛公司酒店欢迎光临路南京上海大学校门电话出租汽运输TAXIBUSHONDA0123456789:-年月日"


class Plates:
    """Plates as they leave the factory; corners are those of the picture."""

    def __init__(self, rng):
        self.rng = rng
        self.font = cv2.freetype.createFreeType2()
        self.font.loadFontData(TYPEFACE, 0)
        self.glyphs = {}

    def glyph(self, character):
        if character not in self.glyphs:
            canvas = np.zeros((160, 160, 3), np.uint8)
            self.font.putText(canvas, character, (20, 20), 100, (255, 255, 255), -1, cv2.LINE_AA, False)
            ys, xs = np.nonzero(canvas[:, :, 0] > 40)
            self.glyphs[character] = canvas[ys.min():ys.max() + 1, xs.min():xs.max() + 1, 0].copy()
        return self.glyphs[character]

    def put(self, plate, character, x, y, w, h, ink):
        g = self.glyph(character)
        wide = max(4, w // 3 if character == "1" else w)
        g = cv2.resize(g, (wide, h), interpolation=cv2.INTER_AREA).astype(np.float32)[:, :, None] / 255
        x += (w - wide) // 2
        part = plate[y:y + h, x:x + wide]
        part[:] = (part * (1 - g) + np.array(ink, np.float32) * g).astype(np.uint8)

    def serial(self, n):
        return "".join(self.rng.choice(list(LETTERS)) if self.rng.rand() < 0.2 else self.rng.choice(list(DIGITS))
                       for _ in range(n))

    def make(self):
        r = self.rng
        kind = r.choice(["blue", "yellow", "green", "green-large", "white", "black", "rows", "cycle"],
                        p=[0.42, 0.1, 0.16, 0.06, 0.08, 0.06, 0.07, 0.05])
        front = r.choice(list(PROVINCES)) + r.choice(list(LETTERS + "O"))
        white, dark = (245, 245, 245), (20, 20, 20)
        ground = {"blue": (175 + r.randint(-35, 40), 60 + r.randint(-30, 30), 20 + r.randint(-20, 40)),
                  "yellow": (20 + r.randint(0, 40), 175 + r.randint(-30, 30), 235 + r.randint(-30, 20)),
                  "white": (235, 235, 235), "black": (25, 25, 25)}
        ground["rows"] = ground["yellow"]
        ground["cycle"] = ground["yellow"] if r.rand() < 0.6 else ground["blue"]
        ink = white if kind in ("blue", "black") or ground.get(kind) == ground["blue"] else dark
        if kind in ("rows", "cycle"):
            return self.rows(kind, front, ground[kind], ink)
        energy = kind.startswith("green")
        plate = np.zeros((140, 480 if energy else 440, 3), np.uint8)
        if energy:
            shade = np.linspace(0, 1, 140)[:, None, None]
            plate[:] = np.array((235, 245, 235)) * (1 - shade) + np.array((95, 195, 80)) * shade
            if kind == "green-large":
                plate[:] = (100, 190, 60)
                plate[:, :118] = (40, 200, 240)
            text = front + ("D" if r.rand() < 0.7 else "F") + self.serial(5)
        else:
            plate[:] = ground[kind]
            last = {"white": "警", "black": r.choice(list("港澳使"))}.get(kind) or r.choice(list("学挂"))
            text = front + (self.serial(4) + last if kind in ("white", "black") or r.rand() < 0.06
                            else self.serial(5))
            cv2.rectangle(plate, (5, 5), (434, 134), ink, 3)
        for i, character in enumerate(text):
            first, step, rest, wide = (15, 52, 128, 49) if energy else (15, 57, 137, 57)
            x = first + step * i if i < 2 else rest + wide * (i - 2)
            red = kind == "white" and i == len(text) - 1
            self.put(plate, character, x, 25, 43 if energy else 45, 90, (30, 30, 200) if red else ink)
        if not energy:
            cv2.circle(plate, (126, 70), 5, ink, -1)
        return self.worn(plate)

    def rows(self, kind, front, ground, ink):
        height = 220 if kind == "rows" else 280
        plate = np.zeros((height, 440, 3), np.uint8)
        plate[:] = ground
        cv2.rectangle(plate, (5, 5), (434, height - 6), ink, 3)
        for i, character in enumerate(front):
            if kind == "rows":
                self.put(plate, character, 110 + 140 * i, 15, 80, 60, ink)
            else:
                self.put(plate, character, 100 + 150 * i, 20, 90, 100, ink)
        for i, character in enumerate(self.serial(5)):
            self.put(plate, character, 27 + 80 * i, 90 if kind == "rows" else 140, 65, 110 if kind == "rows" else 120,
                     ink)
        return self.worn(plate)

    def worn(self, plate):
        """Screws, dirt, a sheen."""
        r = self.rng
        h, w = plate.shape[:2]
        if r.rand() < 0.6:
            for x in (w // 4, 3 * w // 4):
                cv2.circle(plate, (x, 12), 7, (150, 150, 150), -1)
        out = plate.astype(np.float32)
        if r.rand() < 0.35:
            grime = cv2.resize(r.rand(6, 12).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
            grime = np.clip((grime - 0.55) * 2, 0, 0.85)[:, :, None] * r.uniform(0.3, 1)
            out = out * (1 - grime) + np.array((70, 90, 105), np.float32) * grime
        slope = np.linspace(r.uniform(0.7, 1.2), r.uniform(0.7, 1.2), w, dtype=np.float32)[None, :, None]
        return np.clip(out * slope, 0, 255).astype(np.uint8)


def mips(picture):
    """The picture at several sizes, the largest first."""
    out = [picture]
    while out[-1].shape[1] > 60:
        out.append(cv2.resize(out[-1], (out[-1].shape[1] // 2, out[-1].shape[0] // 2), interpolation=cv2.INTER_AREA))
    return out


class Scenes:
    def __init__(self, photos, others, crops, known, seed, pool=700):
        """photos: with plates, known: file name -> list of (corners, confidence); others: without."""
        self.rng = np.random.RandomState(seed)
        maker = Plates(self.rng)
        self.pool = [mips(maker.make()) for _ in range(pool)]
        self.crops = [mips(cv2.resize(cv2.imread(f), (188, 56), interpolation=cv2.INTER_CUBIC)) for f in crops]
        self.pictures = []
        for f in photos:
            picture = cv2.imread(f)
            if picture is None:
                continue
            found = known.get(os.path.basename(f), [])
            quads = [np.array(q, np.float32) for q, c in found if c > 0.85]
            unsure = [np.array(q, np.float32) for q, c in found if 0.2 < c <= 0.85]
            for side in (480, 860):
                s = side / max(picture.shape[:2])
                how = cv2.INTER_AREA if s < 1 else cv2.INTER_LINEAR
                small = cv2.resize(picture, None, fx=s, fy=s, interpolation=how)
                clean = small.copy()
                mask = np.zeros(small.shape[:2], np.uint8)
                for q in quads + unsure:
                    middle = q.mean(0)
                    cv2.fillConvexPoly(mask, np.int32(np.round((middle + (q - middle) * 1.35) * s)), 255)
                if mask.any():
                    clean = cv2.inpaint(small, mask, 5, cv2.INPAINT_TELEA)
                self.pictures.append((clean, []))
                if quads and not unsure:
                    self.pictures.append((small, [q * s for q in quads]))
        for f in others:
            picture = cv2.imread(f)
            if picture is None:
                continue
            s = 640 / max(picture.shape[:2])
            self.pictures.append((cv2.resize(picture, None, fx=s, fy=s, interpolation=cv2.INTER_AREA), []))
        self.font = maker.font

    def quad(self, width, aspect):
        """A plate of that width seen by a camera: roll, yaw and pitch."""
        r = self.rng
        roll = np.deg2rad(np.clip(r.randn() * 7, -28, 28))
        yaw = np.deg2rad(np.clip(r.randn() * 28, -65, 65))
        pitch = np.deg2rad(np.clip(r.randn() * 16, -45, 45))
        p = np.array([[-.5, -.5 / aspect, 0], [.5, -.5 / aspect, 0], [.5, .5 / aspect, 0], [-.5, .5 / aspect, 0]])
        c, s = np.cos, np.sin
        turn = np.array([[c(roll), -s(roll), 0], [s(roll), c(roll), 0], [0, 0, 1]])
        turn = turn @ np.array([[1, 0, 0], [0, c(pitch), -s(pitch)], [0, s(pitch), c(pitch)]])
        turn = turn @ np.array([[c(yaw), 0, s(yaw)], [0, 1, 0], [-s(yaw), 0, c(yaw)]])
        p = p @ turn.T
        far = r.uniform(2, 10)
        return (p[:, :2] * (far / (far + p[:, 2:])) * width).astype(np.float32)

    def lay(self, scene, face, quad):
        """Warps a face (mips) onto the scene; soft edges."""
        wide = max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3]))
        level = 0
        while level + 1 < len(face) and face[level + 1].shape[1] > wide * 1.3:
            level += 1
        f = face[level]
        h, w = f.shape[:2]
        x0, y0 = np.floor(quad.min(0)).astype(int) - 2
        x1, y1 = np.ceil(quad.max(0)).astype(int) + 3
        cx0, cy0, cx1, cy1 = max(0, x0), max(0, y0), min(scene.shape[1], x1), min(scene.shape[0], y1)
        if cx1 <= cx0 or cy1 <= cy0:
            return
        m = cv2.getPerspectiveTransform(np.array([[0, 0], [w, 0], [w, h], [0, h]], np.float32),
                                        (quad - (cx0, cy0)).astype(np.float32))
        m[:, :] = m @ np.array([[1, 0, .5], [0, 1, .5], [0, 0, 1]])
        m = np.array([[1, 0, -.5], [0, 1, -.5], [0, 0, 1]]) @ m
        size = (cx1 - cx0, cy1 - cy0)
        warped = cv2.warpPerspective(f, m, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        mask = cv2.warpPerspective(np.full((h, w), 255, np.uint8), m, size, flags=cv2.INTER_LINEAR)
        a = mask[:, :, None].astype(np.float32) / 255
        part = scene[cy0:cy1, cx0:cx1]
        part[:] = (part * (1 - a) + warped * a).astype(np.uint8)

    def background(self):
        """A part of a photograph, mirrored at random, and the real plates in it."""
        r = self.rng
        picture, quads = self.pictures[r.randint(len(self.pictures))]
        h, w = picture.shape[:2]
        scale, turn = np.exp(r.uniform(np.log(0.6), np.log(1.3))), np.deg2rad(r.uniform(-6, 6))
        if quads and r.rand() < 0.8:
            q = quads[r.randint(len(quads))]
            centre = q.mean(0) + r.uniform(-40, 40, 2) / scale
        else:
            centre = np.array([r.uniform(0.15, 0.85) * w, r.uniform(0.2, 0.85) * h])
        flip = -1 if r.rand() < 0.5 else 1
        a = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) * scale
        a[:, 0] *= flip
        t = np.array([WIDTH / 2, HEIGHT / 2]) - a @ centre
        m = np.hstack([a, t[:, None]])
        beyond = cv2.BORDER_CONSTANT if quads else cv2.BORDER_REFLECT_101
        scene = cv2.warpAffine(picture, m, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=beyond)
        out = []
        for q in quads:
            p = q @ a.T + t
            if flip < 0:
                p = p[[1, 0, 3, 2]]
            out.append(p.astype(np.float32))
        return scene, out

    def sign(self, scene):
        """Text, but not a plate."""
        r = self.rng
        text = "".join(r.choice(list(SIGNS)) for _ in range(r.randint(1, 14)))
        tall = r.randint(8, 34)
        ink = tuple(int(v) for v in r.randint(0, 256, 3))
        face = np.zeros((48, 30 * len(text) + 20, 3), np.uint8)
        face[:] = r.randint(0, 256, 3)
        self.font.putText(face, text, (8, 6), 32, ink, -1, cv2.LINE_AA, False)
        q = self.quad(tall * face.shape[1] / 48, face.shape[1] / 48) + r.uniform((0, 0), (WIDTH, HEIGHT))
        if r.rand() < 0.3:
            place = tuple(int(v) for v in r.uniform((0, 0), (WIDTH - 60, HEIGHT - 30)))
            self.font.putText(scene, text, place, tall, ink, -1, cv2.LINE_AA, False)
        else:
            self.lay(scene, mips(face), q.astype(np.float32))
        return q

    def spoil(self, scene, quads):
        """Light, dark, headlights, rain, motion, blur, noise and JPEG."""
        r = self.rng
        work = scene.astype(np.float32)
        if r.rand() < 0.35:
            work *= np.exp(r.uniform(np.log(0.1), 0))
        elif r.rand() < 0.3:
            work = 255 * (work / 255) ** r.uniform(0.5, 1.8)
        if r.rand() < 0.1:
            work[:] = work.mean(2, keepdims=True)
        elif r.rand() < 0.4:
            work *= r.uniform(0.8, 1.2, 3).astype(np.float32)
        if r.rand() < 0.2:
            ys, xs = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
            for _ in range(r.randint(1, 4)):
                x, y = r.uniform((0, 0), (WIDTH, HEIGHT))
                if quads and r.rand() < 0.7:
                    x, y = quads[r.randint(len(quads))].mean(0) + r.randn(2) * (70, 40)
                d = (xs - x) ** 2 + (ys - y) ** 2
                work += (np.exp(-d / r.uniform(60, 900)) * 255 + np.exp(-d / r.uniform(2000, 20000)) *
                         r.uniform(10, 110))[:, :, None]
        if r.rand() < 0.07:
            for _ in range(r.randint(20, 70)):
                x, y = r.uniform((0, 0), (WIDTH, HEIGHT))
                n = r.uniform(5, 25)
                cv2.line(work, (int(x), int(y)), (int(x + n * 0.15), int(y + n)), (190, 190, 190), 1)
        if r.rand() < 0.1:
            work = work * r.uniform(0.4, 0.8) + r.uniform(60, 130)
        work = np.clip(work, 0, 255)
        smallest = min([np.linalg.norm(q[1] - q[0]) for q in quads], default=60)
        if r.rand() < 0.25:
            n = int(max(2, r.uniform(0.03, 0.12) * smallest))
            kernel = np.zeros((2 * n + 1, 2 * n + 1), np.float32)
            a = r.uniform(-0.5, 0.5) if r.rand() < 0.8 else r.uniform(0, np.pi)
            d = np.array([np.cos(a), np.sin(a)]) * n / 2
            cv2.line(kernel, tuple(int(v) for v in np.round(n - d)), tuple(int(v) for v in np.round(n + d)), 1)
            work = cv2.filter2D(work, -1, kernel / max(1, kernel.sum()))
        elif r.rand() < 0.5:
            work = cv2.GaussianBlur(work, (0, 0), r.uniform(0.4, max(0.5, min(2.5, smallest / 40))))
        if r.rand() < 0.6:
            work = work + (r.randn(HEIGHT, WIDTH, 3) if r.rand() < 0.6 else r.randn(HEIGHT, WIDTH, 1)).astype(
                np.float32) * r.uniform(1, 14)
        out = np.clip(work, 0, 255).astype(np.uint8)
        if r.rand() < 0.5:
            out = cv2.imdecode(cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, int(r.uniform(25, 95))])[1], 1)
        return out

    def sample(self):
        """A scene (HEIGHT x WIDTH x 3), its plates' corners and the weight of each one's corners."""
        r = self.rng
        scene, real = self.background()
        quads, weights = list(real), [0.3] * len(real)
        boxes = [(q.min(0), q.max(0)) for q in quads]
        while r.rand() < 0.35:
            q = self.sign(scene)
            if any((q.max(0) > lo).all() and (q.min(0) < hi).all() for lo, hi in boxes):
                return self.sample()
        for _ in range(r.choice([0, 1, 2, 3], p=[0.1, 0.55, 0.25, 0.1]) if not real else r.choice([0, 1], p=[.7, .3])):
            face = self.crops[r.randint(len(self.crops))] if self.crops and r.rand() < 0.15 else \
                self.pool[r.randint(len(self.pool))]
            width = np.exp(r.uniform(np.log(20), np.log(185)))
            q = self.quad(width, face[0].shape[1] / face[0].shape[0])
            extent = q.max(0) - q.min(0)
            if (extent > (WIDTH - 8, HEIGHT - 8)).any() or np.linalg.norm(q[1] - q[0]) < 14 or \
                    np.linalg.norm(q[3] - q[0]) < 5:
                continue
            q = (q + r.uniform(extent / 2 + 3, np.array([WIDTH, HEIGHT]) - extent / 2 - 3)).astype(np.float32)
            lo, hi = q.min(0), q.max(0)
            if any((hi > a).all() and (lo < b).all() for a, b in boxes):
                continue
            middle = q.mean(0)
            if r.rand() < 0.5:
                grow = r.uniform(1.04, 1.5)
                colour = np.zeros((8, 16, 3), np.uint8)
                colour[:] = r.randint(0, 256, 3) if r.rand() < 0.5 else r.randint(0, 70)
                self.lay(scene, [colour], (middle + (q - middle) * (grow, r.uniform(1.04, 1.8))).astype(np.float32))
            light = r.uniform(0.45, 1.15)
            around = scene[max(0, int(lo[1])):int(hi[1]) + 1, max(0, int(lo[0])):int(hi[0]) + 1].mean()
            light *= 0.4 + 0.6 * min(1.2, around / 100)
            self.lay(scene, [np.clip(f * light, 0, 255).astype(np.uint8) for f in face], q)
            quads.append(q)
            weights.append(1.0 if face[0].shape[1] != 188 else 0.3)
            boxes.append((lo, hi))
        return self.spoil(scene, quads), quads, weights


def targets(quads, weights):
    """Heat, corner offsets (in 64 pixels) and their weight, a cell of 8 pixels each."""
    h, w = HEIGHT // CELL, WIDTH // CELL
    heat, weight, offsets = (np.zeros((n, h, w), np.float32) for n in (1, 1, 8))
    ys, xs = np.mgrid[0:h, 0:w].astype(np.float32) * CELL + CELL / 2
    for q, share in zip(quads, weights):
        a, b, c, d = q
        cross = (c[0] - a[0]) * (d[1] - b[1]) - (c[1] - a[1]) * (d[0] - b[0])
        if abs(cross) < 1:
            continue
        t = ((b[0] - a[0]) * (d[1] - b[1]) - (b[1] - a[1]) * (d[0] - b[0])) / cross
        middle = a + t * (c - a)
        if not (0 <= middle[0] < WIDTH and 0 <= middle[1] < HEIGHT):
            continue
        along, down = (b + c - a - d) / 2, (d + c - a - b) / 2
        m = np.array([[along[0], down[0]], [along[1], down[1]]])
        if abs(np.linalg.det(m)) < 1:
            continue
        inv = np.linalg.inv(m)
        dx, dy = xs - middle[0], ys - middle[1]
        u, v = inv[0, 0] * dx + inv[0, 1] * dy, inv[1, 0] * dx + inv[1, 1] * dy
        su, sv = max(0.13, 4 / np.linalg.norm(along)), max(0.22, 4 / np.linalg.norm(down))
        g = np.exp(-(u / su) ** 2 / 2 - (v / sv) ** 2 / 2)
        cy, cx = min(h - 1, int(middle[1] / CELL)), min(w - 1, int(middle[0] / CELL))
        g[cy, cx] = 1
        near = (g > 0.45) & (g > heat[0])
        size = np.sqrt(abs(np.linalg.det(m)))
        for i in range(4):
            offsets[2 * i][near] = ((q[i, 0] - xs) / 64)[near]
            offsets[2 * i + 1][near] = ((q[i, 1] - ys) / 64)[near]
        weight[0][near] = share * 64 / size
        heat[0] = np.maximum(heat[0], g)
    return heat, offsets, weight


def known_from(path):
    """The present reader's answers (gatehouse-read --only plates --all)."""
    out = {}
    for line in open(path):
        row = json.loads(line)
        out[os.path.basename(row["file"])] = [(p["corners"], p["confidence"]) for p in row.get("plates", [])]
    return out


def standard(samples, known, fold, seed):
    photos = sorted(glob.glob(samples + "/plates/photos/*.jpg"))
    crops = sorted(glob.glob(samples + "/plates/crops/*.jpg"))
    if fold is not None:
        photos, crops = photos[fold::2], crops[fold::2]
    others = sorted(glob.glob(samples + "/qr/*.webp"))[::4] + sorted(glob.glob(samples + "/qr/none/*"))
    return Scenes(photos, others, crops, known_from(known), seed)
