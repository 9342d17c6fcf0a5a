/* How the allocator holds memory, for programs that run for months in little of it. Without glibc both do nothing. */
#ifndef GH_OS_MEMORY_H
#define GH_OS_MEMORY_H

/* Makes the allocator give large blocks back to the system at once, and share two heaps among all threads. Call it
 * first in main. */
void os_memory_tighten(void);
/* Gives back what is free. Takes some milliseconds: call it after a start, not in a loop. */
void os_memory_trim(void);

#endif
