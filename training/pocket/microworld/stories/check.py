def check_story(text: str) -> bool:
    return True
