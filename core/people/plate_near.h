/* How near a plate comes to what somebody typed or a camera read: the plates that are expected are few, and what people
 * and cameras confuse is known. */
#ifndef GH_PEOPLE_PLATE_NEAR_H
#define GH_PEOPLE_PLATE_NEAR_H

/* Of plate_near_cost(): a wrong character, one that is easily taken for it (0 and D, 川 and 粤), one too many or too
 * few. */
#define PLATE_NEAR_WRONG 100
#define PLATE_NEAR_ALIKE 45
#define PLATE_NEAR_SHIFT 90

/* The cheapest way from what was typed (a beginning will do) to the plate; both in their normal form (people/plate.h),
 * of which at most 10 characters are looked at. 0: the plate begins so. A weighted edit distance (Wagner and Fischer
 * 1974) with the end of the plate free. */
unsigned plate_near_cost(const char *typed, const char *plate);

#endif
