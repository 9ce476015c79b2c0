/** Indentation costs tokens: compare the counts of these two functions, and of tabs with spaces. */
export function median(values: number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    if (sorted.length % 2 === 1) {
        return sorted[middle];
    } else {
        return (sorted[middle - 1] + sorted[middle]) / 2;
    }
}

export function mean(values: number[]): number {
	let sum = 0;
	for (const value of values) sum += value;
	return sum / values.length;
}

// Names that a tokenizer has never seen fall to pieces:
export const xqzvKlmbTransmogrifierFactoryBean = 'ThisIsOneIdentifierButNotOneToken';
export const sha = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
