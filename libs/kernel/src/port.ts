/**
 * A typed port identifier. The domain declares an interface and a constant of the same name; a container
 * can bind it (it looks like an abstract class to the type system) while the domain needs no container.
 */
export type Port<T> = abstract new () => T;

export const port = <T>(name: string): Port<T> => Symbol(name) as unknown as Port<T>;
