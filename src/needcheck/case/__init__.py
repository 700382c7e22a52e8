"""What is known of one child: answers, the case note, and keeping both safe."""
