// Mocha takes a module that is the reporter's class itself.
module.exports = require('./resultReporter').ResultReporter;
