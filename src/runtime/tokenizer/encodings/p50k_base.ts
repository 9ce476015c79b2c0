export { default as ranks } from 'gpt-tokenizer/bpeRanks/p50k_base';
