"""What Apple knows: apps, versions, texts, screenshots and reviews in App Store Connect."""
