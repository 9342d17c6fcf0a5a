#include "plates/plate_shim.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace
{

constexpr int search_width = 640;     // pictures are searched at this width
constexpr int dark_below = 90;        // of 255: the brightest 2 % of a dark picture
constexpr double bright_enough = 200; // what they become
constexpr float longest_tilt = 40;    // degrees; a plate that leans more is lying on its side

using Contours = std::vector<std::vector<cv::Point>>;

struct Found {
    cv::RotatedRect box;
    double score;
};

template <typename Result, typename Work> Result guarded(Result otherwise, Work work) noexcept
{
    try {
        return work();
    } catch (...) {
        return otherwise;
    }
}

cv::Mat wrap(const colour_picture &p)
{
    return cv::Mat(p.height, p.width, CV_8UC3, const_cast<uint8_t *>(p.pixels), static_cast<size_t>(p.stride));
}

cv::Mat wrap(const uint8_t *strip, int width, int height)
{
    return cv::Mat(height, width, CV_8UC3, const_cast<uint8_t *>(strip));
}

bool usable(const colour_picture *p)
{
    return p && p->pixels && p->width >= 16 && p->height >= 8 && p->stride >= 3 * p->width;
}

/* The longer side as the width, the angle of that side between -90 and 90 degrees. */
cv::RotatedRect upright(cv::RotatedRect box)
{
    if (box.size.width < box.size.height) {
        std::swap(box.size.width, box.size.height);
        box.angle += 90;
    }
    while (box.angle > 90)
        box.angle -= 180;
    while (box.angle < -90)
        box.angle += 180;
    return box;
}

plate_region region_of(const Found &found)
{
    cv::Point2f p[4];
    found.box.points(p);
    std::sort(p, p + 4, [](const cv::Point2f &a, const cv::Point2f &b) { return a.x < b.x; });
    if (p[0].y > p[1].y)
        std::swap(p[0], p[1]);
    if (p[2].y > p[3].y)
        std::swap(p[2], p[3]);
    return plate_region{{{p[0].x, p[0].y}, {p[2].x, p[2].y}, {p[3].x, p[3].y}, {p[1].x, p[1].y}},
                        static_cast<float>(found.score)};
}

double overlap(const cv::RotatedRect &a, const cv::RotatedRect &b)
{
    cv::Rect2f x = a.boundingRect2f(), y = b.boundingRect2f();
    double common = static_cast<double>((x & y).area());
    return common / (static_cast<double>(x.area()) + static_cast<double>(y.area()) - common + 1e-9);
}

/* Best first, without those that say the same as a better one. */
int hand_out(std::vector<Found> &all, plate_region *out, int max)
{
    std::stable_sort(all.begin(), all.end(), [](const Found &a, const Found &b) { return a.score > b.score; });
    std::vector<Found> kept;
    for (const Found &f : all) {
        bool known =
            std::any_of(kept.begin(), kept.end(), [&](const Found &k) { return overlap(f.box, k.box) > 0.75; });
        if (!known && static_cast<int>(kept.size()) < max)
            kept.push_back(f);
    }
    for (size_t i = 0; i < kept.size(); i++)
        out[i] = region_of(kept[i]);
    return static_cast<int>(kept.size());
}

/* ---- By colour and edges ---- */

/* Shapes of a plate among the white areas of a mask. scale: of the mask to the picture. */
void add_shapes(const cv::Mat &mask, double scale, double bonus, std::vector<Found> &all)
{
    Contours contours;
    cv::findContours(mask, contours, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_SIMPLE);
    for (const auto &contour : contours) {
        if (contour.size() < 4)
            continue;
        cv::RotatedRect box = upright(cv::minAreaRect(contour));
        float w = box.size.width, h = box.size.height;
        if (h < 8 || w < static_cast<float>(mask.cols) * 0.06f || w > static_cast<float>(mask.cols) * 0.85f)
            continue;
        double aspect = static_cast<double>(w / h), fill = cv::contourArea(contour) / static_cast<double>(w * h);
        if (aspect < 1.5 || aspect > 6.5 || std::fabs(box.angle) > longest_tilt || fill < 0.45)
            continue;
        box.center *= static_cast<float>(1 / scale);
        box.size.width /= static_cast<float>(scale);
        box.size.height /= static_cast<float>(scale);
        all.push_back({box, fill * std::exp(-std::fabs(std::log(aspect / 3.4)) * 1.2) + bonus});
    }
}

cv::Mat rectangle_of(int width, int height)
{
    return cv::getStructuringElement(cv::MORPH_RECT, cv::Size(width, height));
}

/* Hue, saturation and value of plates: blue; yellow; the green of new-energy ones. White and black ones are found by
 * their edges. */
const struct {
    cv::Scalar low, high;
    double bonus;
} colours[] = {
    {{98, 90, 40}, {130, 255, 255}, 0.5},
    {{14, 90, 60}, {36, 255, 255}, 0.3},
    {{36, 35, 70}, {92, 255, 255}, 0.3},
};

/* A dark picture brightened, for the search alone: colours are told by how bright they are, too. Strips are cut from
 * the picture as it is. */
void brighten(cv::Mat &small, const cv::Mat &grey)
{
    int count[256] = {0}, value = 255, sum = 0, tail = static_cast<int>(grey.total() / 50);
    for (int y = 0; y < grey.rows; y++)
        for (int x = 0; x < grey.cols; x++)
            count[grey.at<uint8_t>(y, x)]++;
    while (value > 1 && sum <= tail)
        sum += count[value--];
    if (value < dark_below)
        small.convertTo(small, CV_8UC3, bright_enough / value);
}

int find(const cv::Mat &picture, plate_region *out, int max)
{
    double scale = std::min(1.0, static_cast<double>(search_width) / picture.cols);
    cv::Mat small, hsv, grey, slope, strokes, near_strokes, mask, areas;
    std::vector<Found> all;
    cv::resize(picture, small, cv::Size(), scale, scale, cv::INTER_AREA);
    cv::cvtColor(small, grey, cv::COLOR_BGR2GRAY);
    brighten(small, grey);
    cv::cvtColor(small, hsv, cv::COLOR_BGR2HSV);
    cv::Sobel(grey, slope, CV_16S, 1, 0);
    cv::convertScaleAbs(slope, slope);
    cv::GaussianBlur(slope, slope, cv::Size(5, 5), 0);
    cv::threshold(slope, strokes, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
    cv::dilate(strokes, near_strokes, rectangle_of(7, 3));
    for (const auto &colour : colours) {
        cv::inRange(hsv, colour.low, colour.high, mask);
        mask &= near_strokes;
        for (int reach : {9, 19}) {
            cv::morphologyEx(mask, areas, cv::MORPH_CLOSE, rectangle_of(reach, std::max(3, reach / 3)));
            cv::morphologyEx(areas, areas, cv::MORPH_OPEN, rectangle_of(5, 5));
            add_shapes(areas, scale, colour.bonus, all);
        }
    }
    for (int reach : {13, 21}) {
        cv::morphologyEx(strokes, areas, cv::MORPH_CLOSE, rectangle_of(reach, 3));
        cv::morphologyEx(areas, areas, cv::MORPH_OPEN, rectangle_of(5, 5));
        add_shapes(areas, scale, 0, all);
    }
    return hand_out(all, out, max);
}

/* ---- By the detection network ---- */

constexpr float map_threshold = 0.25f, box_threshold = 0.45f, unclip = 1.7f;

int find_in_map(const cv::Mat &map, const colour_picture &picture, plate_region *out, int max)
{
    Contours contours;
    std::vector<Found> all;
    float sx = static_cast<float>(picture.width) / static_cast<float>(map.cols);
    float sy = static_cast<float>(picture.height) / static_cast<float>(map.rows);
    cv::findContours(map > map_threshold, contours, cv::RETR_LIST, cv::CHAIN_APPROX_SIMPLE);
    for (const auto &contour : contours) {
        cv::RotatedRect box = cv::minAreaRect(contour);
        if (std::min(box.size.width, box.size.height) < 3)
            continue;
        cv::Rect around = cv::boundingRect(contour);
        cv::Mat inside = cv::Mat::zeros(around.size(), CV_8U);
        cv::drawContours(inside, Contours{contour}, 0, 255, cv::FILLED, cv::LINE_8, cv::noArray(), INT_MAX,
                         -around.tl());
        double mean = cv::mean(map(around), inside)[0];
        if (mean < static_cast<double>(box_threshold))
            continue;
        /* The network is trained on shrunken boxes: grown back by area over outline. */
        float grow = box.size.area() * unclip / (box.size.width + box.size.height);
        box.size.width += grow;
        box.size.height += grow;
        cv::Point2f corners[4];
        box.points(corners);
        std::vector<cv::Point2f> scaled;
        for (const auto &c : corners)
            scaled.emplace_back(c.x * sx, c.y * sy);
        box = upright(cv::minAreaRect(scaled));
        double aspect = static_cast<double>(box.size.width / box.size.height);
        if (aspect < 1.5 || aspect > 7.5 || box.size.width < 40 || std::fabs(box.angle) > longest_tilt)
            continue;
        all.push_back({box, mean * std::exp(-std::fabs(std::log(aspect / 3.6)) * 0.7)});
    }
    return hand_out(all, out, max);
}

/* ---- Strips ---- */

void to_planes(const cv::Mat &strip, float *planes)
{
    size_t area = strip.total();
    for (size_t i = 0; i < area; i++)
        for (size_t c = 0; c < 3; c++)
            planes[c * area + i] = static_cast<float>(strip.data[3 * i + c]) / 127.5f - 1;
}

/* Each column moved up or down by its distance from the middle, which takes a small rotation out of text. */
cv::Mat slanted(const cv::Mat &strip, float degrees)
{
    float k = std::tan(degrees * static_cast<float>(CV_PI) / 180), mid = static_cast<float>(strip.cols) / 2;
    cv::Mat out, move = (cv::Mat_<float>(2, 3) << 1, 0, 0, k, 1, -k * mid);
    cv::warpAffine(strip, out, move, strip.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
    return out;
}

/* How much the rows differ: most when lines of text lie level. */
double row_contrast(const cv::Mat &slopes)
{
    cv::Mat rows, mean, deviation;
    cv::reduce(slopes, rows, 1, cv::REDUCE_AVG, CV_32F);
    cv::meanStdDev(rows, mean, deviation);
    return deviation.at<double>(0);
}

float slant_of(const cv::Mat &strip)
{
    cv::Mat grey, slopes;
    cv::cvtColor(strip, grey, cv::COLOR_BGR2GRAY);
    cv::Sobel(grey, slopes, CV_32F, 0, 1);
    slopes = cv::abs(slopes);
    double level = row_contrast(slopes), best = level;
    float angle = 0;
    for (int a = -14; a <= 14; a += 2) {
        double contrast = a == 0 ? level : row_contrast(slanted(slopes, static_cast<float>(a)));
        if (contrast > best) {
            best = contrast;
            angle = static_cast<float>(a);
        }
    }
    return best > 1.15 * level ? angle : 0;
}

} // namespace

int plate_regions_find(const colour_picture *picture, plate_region *out, int max)
{
    if (!usable(picture) || max < 1)
        return 0;
    return guarded(0, [&] { return find(wrap(*picture), out, max); });
}

int plate_regions_in_map(const float *map, int width, int height, const colour_picture *picture, plate_region *out,
                         int max)
{
    if (!usable(picture) || width < 1 || height < 1 || max < 1)
        return 0;
    return guarded(
        0, [&] { return find_in_map(cv::Mat(height, width, CV_32F, const_cast<float *>(map)), *picture, out, max); });
}

bool plate_detection_input(const colour_picture *picture, int width, int height, float *planes)
{
    static const float mean[] = {0.485f, 0.456f, 0.406f}, deviation[] = {0.229f, 0.224f, 0.225f}; // as it was trained
    if (!usable(picture))
        return false;
    return guarded(false, [&] {
        cv::Mat scaled;
        cv::resize(wrap(*picture), scaled, cv::Size(width, height), 0, 0, cv::INTER_AREA);
        size_t area = scaled.total();
        for (size_t i = 0; i < area; i++)
            for (size_t c = 0; c < 3; c++)
                planes[c * area + i] = (static_cast<float>(scaled.data[3 * i + c]) / 255 - mean[c]) / deviation[c];
        return true;
    });
}

bool plate_part_input(const colour_picture *picture, int x, int y, int w, int h, int width, int height, float *planes)
{
    if (!usable(picture) || x < 0 || y < 0 || w < 1 || h < 1 || x > picture->width - w || y > picture->height - h)
        return false;
    return guarded(false, [&] {
        cv::Mat scaled;
        cv::resize(wrap(*picture)(cv::Rect(x, y, w, h)), scaled, cv::Size(width, height), 0, 0,
                   w > width ? cv::INTER_AREA : cv::INTER_LINEAR);
        cv::Mat grey;
        cv::cvtColor(scaled, grey, cv::COLOR_BGR2GRAY);
        brighten(scaled, grey);
        to_planes(scaled, planes);
        return true;
    });
}

bool plate_cut(const colour_picture *picture, const plate_corner corners[4], float grow_x, float grow_y, int width,
               int height, uint8_t *strip)
{
    if (!usable(picture))
        return false;
    return guarded(false, [&] {
        cv::Point2f from[4], middle(0, 0);
        for (int i = 0; i < 4; i++)
            middle += cv::Point2f(corners[i].x, corners[i].y) * 0.25f;
        cv::Point2f along = (cv::Point2f(corners[1].x - corners[0].x, corners[1].y - corners[0].y) +
                             cv::Point2f(corners[2].x - corners[3].x, corners[2].y - corners[3].y)) *
                            (grow_x / 4);
        cv::Point2f down = (cv::Point2f(corners[3].x - corners[0].x, corners[3].y - corners[0].y) +
                            cv::Point2f(corners[2].x - corners[1].x, corners[2].y - corners[1].y)) *
                           (grow_y / 4);
        const float signs[4][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
        for (int i = 0; i < 4; i++)
            from[i] = cv::Point2f(corners[i].x, corners[i].y) + along * signs[i][0] + down * signs[i][1];
        float w = static_cast<float>(width), h = static_cast<float>(height);
        const cv::Point2f to[4] = {{0, 0}, {w, 0}, {w, h}, {0, h}};
        cv::Mat out(height, width, CV_8UC3, strip);
        cv::warpPerspective(wrap(*picture), out, cv::getPerspectiveTransform(from, to), out.size(), cv::INTER_LINEAR,
                            cv::BORDER_REPLICATE);
        return true;
    });
}

bool plate_recognition_input(const uint8_t *strip, int strip_width, int strip_height, float slant, bool soften,
                             int width, int height, float *planes)
{
    return guarded(false, [&] {
        cv::Mat work = wrap(strip, strip_width, strip_height), scaled;
        if (soften) {
            cv::Mat soft;
            cv::GaussianBlur(work, soft, cv::Size(3, 3), 0);
            work = soft;
        }
        if (slant < 0 || slant > 0)
            work = slanted(work, slant);
        cv::resize(work, scaled, cv::Size(width, height), 0, 0, work.cols < width ? cv::INTER_CUBIC : cv::INTER_AREA);
        to_planes(scaled, planes);
        return true;
    });
}

float plate_slant(const uint8_t *strip, int width, int height)
{
    return guarded(0.0f, [&] { return slant_of(wrap(strip, width, height)); });
}

bool plate_rows_joined(const uint8_t *strip, int strip_width, int strip_height, float split, float margin, int width,
                       int height, uint8_t *out)
{
    return guarded(false, [&] {
        cv::Mat both = wrap(strip, strip_width, strip_height), joined(height, width, CV_8UC3, out);
        /* GA 36: two characters in the upper row, of 60 of the plate's 220 mm, five in the lower, of 110. */
        int cut = static_cast<int>(static_cast<float>(strip_height) * split), left = width * 36 / 100;
        int side = static_cast<int>(static_cast<float>(strip_width) * margin);
        cv::resize(both(cv::Rect(side, 0, strip_width - 2 * side, cut)), joined(cv::Rect(0, 0, left, height)),
                   cv::Size(left, height), 0, 0, cv::INTER_AREA);
        cv::resize(both(cv::Rect(0, cut, strip_width, strip_height - cut)),
                   joined(cv::Rect(left, 0, width - left, height)), cv::Size(width - left, height), 0, 0,
                   cv::INTER_AREA);
        return true;
    });
}
