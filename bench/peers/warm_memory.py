"""Writes 2 GiB of huge pages and gives them back, so that the next to need memory gets some that the machine really has.

A virtual machine may hand free memory back to its host; whoever writes to it first waits for the host.
"""
import mmap

SIZE, PAGE = 2 << 30, 4096
memory = mmap.mmap(-1, SIZE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
memory.madvise(mmap.MADV_HUGEPAGE)
for at in range(0, SIZE, PAGE):
    memory[at] = 1
