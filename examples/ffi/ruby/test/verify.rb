# frozen_string_literal: true

# Says what each file is worth; the exit code is 1 if one is not valid.

require_relative "../lib/microcred"

engine = Microcred::Engine.new
outcomes = ARGV.to_h { |file| [file, engine.verify(File.binread(file))["outcome"]] }
outcomes.each { |file, outcome| puts "#{file}: #{outcome}" }
exit outcomes.values.all?("valid")
