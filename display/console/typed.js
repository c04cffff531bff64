// A number as people type it. Vietnamese keyboards (Telex, VNI) put a mark on the letter before the officer sees it; some
// type the slip's dot or leave out the noughts; digits alone are of the service whose letter is chosen.

// "á5", "A.15", "15" → "A005", "A015", `own` + "015"; null for what is no number.
export function numberOf(typed, own) {
  const plain = typed.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[đĐ]/g, 'D');
  const parts = /^([A-Z]?)0*([1-9][0-9]{0,3})$/.exec(plain.toUpperCase().replace(/[\s.,·-]/g, ''));
  if (!parts || !(parts[1] || own)) return null;
  return (parts[1] || own) + ('00' + parts[2]).slice(-Math.max(3, parts[2].length));
}
