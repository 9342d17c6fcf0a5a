/* How near a plate comes to what somebody typed or a camera read. Few plates are expected at a time, and it is known
 * which characters people and cameras confuse. */
#ifndef GH_PEOPLE_PLATE_NEAR_H
#define GH_PEOPLE_PLATE_NEAR_H

/* Costs in plate_near_cost(): a wrong character, a character that is easily confused (0 and D, 川 and 粤), one too many
 * or too few. */
#define PLATE_NEAR_WRONG 100
#define PLATE_NEAR_ALIKE 45
#define PLATE_NEAR_SHIFT 90

/* Returns the lowest cost from what was typed to the plate, or to a beginning of it: a weighted edit distance (Wagner
 * and Fischer 1974) whose end in the plate is free. 0: the plate begins with it. Both are normalised (people/plate.h);
 * at most 10 characters count. */
unsigned plate_near_cost(const char *typed, const char *plate);

#endif
