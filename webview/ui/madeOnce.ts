/**
 * What is made of an object, kept as long as the object is; made anew where the rest of what it is made by is another than at the
 * last time. Elements draw anew what is another object, so that the same one must be given for the same thing.
 */
export function madeOnce<Of extends object, By extends readonly unknown[], Made>(
  make: (of: Of, ...by: By) => Made,
): (of: Of, ...by: By) => Made {
  const known = new WeakMap<Of, { by: By; made: Made }>();
  return (of, ...by) => {
    const before = known.get(of);
    if (before && by.every((value, i) => value === before.by[i])) return before.made;
    const made = make(of, ...by);
    known.set(of, { by, made });
    return made;
  };
}
