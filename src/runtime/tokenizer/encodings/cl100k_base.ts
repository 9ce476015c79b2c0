export { default as ranks } from 'gpt-tokenizer/bpeRanks/cl100k_base';
