"""Trains the corner network and writes it as ONNX."""
import argparse
import math
import multiprocessing
import time

import numpy as np
import onnx
from onnx import helper, numpy_helper
import torch
from torch import nn
from torch.nn import functional

import scenes


def conv(a, b, stride=1):
    return nn.Sequential(nn.Conv2d(a, b, 3, stride, 1, bias=False), nn.BatchNorm2d(b), nn.ReLU(inplace=True))


def separable(a, b, stride=1, dilation=1):
    return nn.Sequential(nn.Conv2d(a, a, 3, stride, dilation, dilation, groups=a, bias=False), nn.BatchNorm2d(a),
                         nn.ReLU(inplace=True), nn.Conv2d(a, b, 1, bias=False), nn.BatchNorm2d(b),
                         nn.ReLU(inplace=True))


class Plus(nn.Module):
    def __init__(self, n, dilation=1):
        super().__init__()
        self.inner = separable(n, n, 1, dilation)

    def forward(self, x):
        return x + self.inner(x)


class Corners(nn.Module):
    """1 x 3 x H x W (BGR, -1 to 1; sides multiples of 32) to 1 x 9 x H/8 x W/8: how sure it is that the middle of a
    plate is in the cell (0 to 1), and its four corners from the cell's middle, in 64 pixels."""

    def __init__(self):
        super().__init__()
        self.by8 = nn.Sequential(conv(3, 8, 2), conv(8, 16, 2), separable(16, 48, 2), Plus(48), Plus(48))
        self.by16 = nn.Sequential(separable(48, 72, 2), Plus(72), Plus(72, 2), Plus(72))
        self.by32 = nn.Sequential(separable(72, 96, 2), Plus(96), Plus(96, 2), Plus(96))
        self.from32 = nn.Conv2d(96, 72, 1)
        self.mix16 = Plus(72)
        self.from16 = nn.Conv2d(72, 48, 1)
        self.mix8 = nn.Sequential(Plus(48), separable(48, 48))
        self.out = nn.Conv2d(48, 9, 1)
        nn.init.constant_(self.out.bias[:1], -4.0)

    def forward(self, x):
        a = self.by8(x)
        b = self.by16(a)
        c = self.by32(b)
        b = self.mix16(b + functional.interpolate(self.from32(c), scale_factor=2.0, mode="nearest"))
        a = self.mix8(a + functional.interpolate(self.from16(b), scale_factor=2.0, mode="nearest"))
        y = self.out(a)
        return torch.cat([torch.sigmoid(y[:, :1]), y[:, 1:]], 1)


def loss(y, heat, offsets, weight):
    p = y[:, :1].clamp(1e-4, 1 - 1e-4)
    top = (heat > 0.999).float()
    n = top.sum().clamp(min=1)
    found = -(((1 - p) ** 2) * torch.log(p) * top).sum() / n
    clear = -(((1 - heat) ** 4) * p ** 2 * torch.log(1 - p) * (1 - top)).sum() / n
    apart = ((y[:, 1:] - offsets).abs() * weight).sum() / ((weight > 0).sum() * 8).clamp(min=1)
    return found + clear, apart


def feed(queue, args, number):
    import cv2
    cv2.setNumThreads(1)
    source = scenes.standard(args.samples, args.known, args.fold, args.seed * 100 + number)
    while True:
        rows = []
        while len(rows) < args.batch:
            scene, quads, weights = source.sample()
            rows.append((scene.transpose(2, 0, 1),) + scenes.targets(quads, weights))
        queue.put([np.stack(column) for column in zip(*rows)])


def write(net, path):
    """Writes it as ONNX, with weights of 16 bits: ONNX Runtime makes floats of them when it loads the file."""
    net.eval()
    torch.onnx.export(net, torch.zeros(1, 3, 480, 640), path, opset_version=11, input_names=["picture"],
                      output_names=["cells"], dynamic_axes={"picture": {2: "h", 3: "w"}, "cells": {2: "h8", 3: "w8"}})
    model = onnx.load(path)
    kept, casts = [], []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype == np.float32 and values.size > 64:
            kept.append(numpy_helper.from_array(values.astype(np.float16), tensor.name + ".half"))
            casts.append(helper.make_node("Cast", [kept[-1].name], [tensor.name], to=onnx.TensorProto.FLOAT))
        else:
            kept.append(tensor)
    nodes = casts + list(model.graph.node)
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", default="../shared/samples")
    parser.add_argument("--known", required=True, help="the lines of gatehouse-read --only plates --all photos/*.jpg")
    parser.add_argument("--fold", type=int, help="0 or 1: use every second photograph only")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--steps", type=int, default=20000)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--start", help="weights to go on from")
    parser.add_argument("--rate", type=float, default=4e-3)
    parser.add_argument("--out", default="corners")
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    queue = multiprocessing.Queue(4)
    multiprocessing.Process(target=feed, args=(queue, args, 0), daemon=True).start()
    net = Corners()
    print(sum(p.numel() for p in net.parameters()), "parameters", flush=True)
    if args.start:
        net.load_state_dict(torch.load(args.start))
    steps = torch.optim.AdamW(net.parameters(), lr=args.rate, weight_decay=1e-4)
    begun, sums = time.time(), np.zeros(2)
    step = 0
    while True:
        done = max(step / args.steps, (time.time() - begun) / 60 / args.minutes)
        if done >= 1:
            break
        for group in steps.param_groups:
            group["lr"] = args.rate * min(1, (step + 1) / 100) * (0.5 * (1 + math.cos(math.pi * done)) + 0.004)
        scene, heat, offsets, weight = (torch.from_numpy(a) for a in queue.get())
        found, apart = loss(net(scene.float() / 127.5 - 1), heat, offsets, weight)
        steps.zero_grad()
        (found + 4 * apart).backward()
        nn.utils.clip_grad_norm_(net.parameters(), 5)
        steps.step()
        sums = 0.98 * sums + 0.02 * np.array([found.item(), apart.item()])
        step += 1
        if step % 50 == 0:
            print(step, "%.0f s" % (time.time() - begun), "%.3f %.4f" % tuple(sums / (1 - 0.98 ** step)), flush=True)
        if step % 300 == 0:
            torch.save(net.state_dict(), args.out + ".pt")
    torch.save(net.state_dict(), args.out + ".pt")
    write(net, args.out + ".onnx")


if __name__ == "__main__":
    main()
