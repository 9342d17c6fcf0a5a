/* Made-up people: the digits follow GB 11643, the names are nobody's. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/* The n-th resident number; odd ones are men's. */
export function residentId(n) {
  const head = `11010519${String(50 + Math.floor(n / 900)).padStart(2, '0')}0101${String(100 + (n % 900)).padStart(3, '0')}`
  const sum = [...head].reduce((total, digit, i) => total + Number(digit) * WEIGHTS[i], 0)
  return head + '10X98765432'[sum % 11]
}
export const mobile = (n) => `138${String(10_000_000 + n)}`
export const person = (n, name, vehicle = null) => ({
  name, sex: '', mobile: mobile(n), document_kind: 'resident-id', document_number: residentId(n), vehicle,
})
