"""What is asked and said: units, rubrics, journeys and phrases as data, and the loader."""
