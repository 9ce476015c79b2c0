/** 缩进也要花费词元：比较这两个函数的词元数，再比较制表符与空格。 */
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

// 分词器没有见过的名字会被切得很碎：
export const xqzvKlmbTransmogrifierFactoryBean = 'ThisIsOneIdentifierButNotOneToken';
export const sha = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
